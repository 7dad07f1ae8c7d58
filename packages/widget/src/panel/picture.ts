/**
 * Fetches a picture and shows it, as a blob, wherever `element` has a bot's face: a strict policy allows `img-src blob:`
 * and no address. Until it is here, and where it cannot be had or is none, the faces show their initials.
 */
export const showPicture = async (address: string, { style }: HTMLElement, signal: AbortSignal): Promise<void> => {
  const picture = new Image();
  const response = await fetch(address, { signal });
  picture.src = URL.createObjectURL(await response.blob());
  signal.addEventListener('abort', () => URL.revokeObjectURL(picture.src));
  await picture.decode();
  style.setProperty('--_picture', `url(${picture.src})`);
  // Out of sight: a face cuts off what does not fit.
  style.setProperty('--_initial', '9em');
};
