/** Something on the shop's tables. */
export type Product = {
  /** In the page's address, and the name of its picture. */
  readonly slug: string;
  readonly name: string;
  /** What it is called in Malay. */
  readonly malayName: string;
  readonly priceSen: number;
  /** One line for the card. */
  readonly teaser: string;
  readonly story: string;
  readonly facts: readonly string[];
  /** What the picture shows, for those who do not see it. */
  readonly pictureAlt: string;
};

export const PRODUCTS: readonly Product[] = [
  {
    slug: 'pelita-lamp',
    name: 'Pelita oil lamp',
    malayName: 'Pelita',
    priceSen: 4800,
    teaser: 'A small brass flame for the front step.',
    story:
      'Lit along garden paths in the last nights of Ramadan, and on our counter every evening. Turned brass, cotton wick, burns about four hours on one filling.',
    facts: ['Turned brass, 14 cm', 'Comes with three wicks', 'Oil not included'],
    pictureAlt: 'A brass oil lamp with a bright flame',
  },
  {
    slug: 'kuih-lapis',
    name: 'Kuih lapis, box of eight',
    malayName: 'Kuih lapis',
    priceSen: 1850,
    teaser: 'Nine layers. Peel them one by one; everybody does.',
    story:
      'Steamed layer by layer with coconut milk and pandan, so it takes an afternoon and lasts ten minutes. Made the day you collect it.',
    facts: ['Rice flour, coconut milk, pandan', 'Keeps two days', 'Collect after 5 pm'],
    pictureAlt: 'A square of layered pink, white and green cake on a banana leaf',
  },
  {
    slug: 'teh-tarik-blend',
    name: 'Teh tarik blend',
    malayName: 'Teh tarik',
    priceSen: 2290,
    teaser: 'Dark Cameron dust tea, made to be pulled.',
    story:
      'Strong enough to meet condensed milk as an equal. Brew it black, pour it from high up, and wear an apron the first few times.',
    facts: ['250 g, about 60 glasses', 'Grown in Cameron Highlands', 'Resealable tin'],
    pictureAlt: 'A glass mug of frothy milk tea',
  },
  {
    slug: 'sambal-nenek',
    name: 'Grandmother’s sambal',
    malayName: 'Sambal nenek',
    priceSen: 1690,
    teaser: 'Slow, dark and honest about its chillies.',
    story:
      'Dried chillies, shallots, belacan and tamarind, fried until the oil parts. Nenek tastes every batch and has sent some back.',
    facts: ['200 g jar', 'Hot, not reckless', 'Contains prawn'],
    pictureAlt: 'A jar of red sambal with a cloth lid',
  },
  {
    slug: 'batik-scarf',
    name: 'Hand-drawn batik scarf',
    malayName: 'Selendang batik',
    priceSen: 12900,
    teaser: 'Hibiscus at dusk, drawn in wax by hand.',
    story:
      'Drawn with a canting in Kuala Terengganu, dyed four times, boiled once. No two are alike, which is rather the point.',
    facts: ['Cotton voile, 180 by 60 cm', 'Wash cold, dry in shade', 'Signed in the corner'],
    pictureAlt: 'A folded indigo scarf with orange hibiscus flowers',
  },
  {
    slug: 'wau-bulan',
    name: 'Wau bulan, small',
    malayName: 'Wau bulan',
    priceSen: 8600,
    teaser: 'A moon kite for the wall, or for a windy beach.',
    story:
      'Split bamboo and paper cut-outs from a workshop in Kelantan. The small one flies well; the hum needs the big one.',
    facts: ['60 cm across', 'Bamboo and glazed paper', 'Line and hook included'],
    pictureAlt: 'A moon kite with a curved tail in orange and teal',
  },
  {
    slug: 'mengkuang-basket',
    name: 'Mengkuang basket',
    malayName: 'Bakul mengkuang',
    priceSen: 6450,
    teaser: 'Holds a market morning. Squeaks a little when new.',
    story:
      'Woven from screw-pine leaves that were boiled, dried and split thin as ribbon. It softens with use and forgives rain.',
    facts: ['32 by 24 cm', 'Hand woven', 'Carries up to 8 kg'],
    pictureAlt: 'A woven basket with two handles and a band of purple',
  },
  {
    slug: 'gula-melaka',
    name: 'Gula Melaka',
    malayName: 'Gula Melaka',
    priceSen: 980,
    teaser: 'Palm sugar, smoky, poured into bamboo.',
    story:
      'Sap of the coconut palm, boiled down over wood and poured into bamboo rings. Shave it over sago, stir it into coffee, eat the crumbs.',
    facts: ['Three rolls, 300 g', 'Nothing else in it', 'Store cool and dry'],
    pictureAlt: 'Three rolls of dark palm sugar, one of them cut',
  },
];

const bySlug: ReadonlyMap<string, Product> = new Map(PRODUCTS.map((product) => [product.slug, product]));

/** The product of this name in an address, or null. */
export function findProduct(slug: string): Product | null {
  return bySlug.get(slug) ?? null;
}
