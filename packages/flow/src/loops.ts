type Ways = ReadonlyMap<string, readonly string[]>;

/** Every node that can be reached from `start`, itself included. */
export const reach = (start: string, ways: Ways): Set<string> => {
  const reached = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(ways.get(id) ?? []));
  }
  return reached;
};

/**
 * The loops of a graph: its strongly connected components that hold a way back, each with its nodes in the graph's
 * order. Linear in nodes and edges, without recursion.
 *
 * @see https://en.wikipedia.org/wiki/Kosaraju%27s_algorithm
 */
export const loopsOf = (ways: Ways): string[][] => {
  const back = new Map<string, string[]>([...ways.keys()].map((id) => [id, []]));
  for (const [id, out] of ways) for (const to of out) back.get(to)?.push(id);

  const seen = new Set<string>();
  const components: string[][] = [];
  for (const id of leavingOrder(ways).reverse()) {
    if (seen.has(id)) continue;
    const component = new Set<string>();
    const open = [id];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      component.add(at);
      open.push(...(back.get(at) ?? []));
    }
    const loops = component.size > 1 || (ways.get(id) ?? []).includes(id);
    if (loops) components.push([...ways.keys()].filter((one) => component.has(one)));
  }
  return components;
};

/** The nodes in the order a depth-first walk leaves them. */
const leavingOrder = (ways: Ways): string[] => {
  const left: string[] = [];
  const seen = new Set<string>();
  for (const start of ways.keys()) {
    const path: { id: string; next: number }[] = [];
    const arrive = (id: string): void => {
      if (seen.has(id) || !ways.has(id)) return;
      seen.add(id);
      path.push({ id, next: 0 });
    };
    arrive(start);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const to = ways.get(at.id)?.[at.next++];
      if (to !== undefined) arrive(to);
      else {
        path.pop();
        left.push(at.id);
      }
    }
  }
  return left;
};
