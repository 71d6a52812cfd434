import type { Part } from './picture-pixels.ts';

export interface Frame {
  /** Puts the frame around another part. */
  move(part: Part): void;
  destroy(): void;
}

/** The library's own without its grid, whose roles are not what it is. */
const template = `
  <cropper-canvas background>
    <cropper-image initial-center-size="contain"></cropper-image>
    <cropper-shade hidden></cropper-shade>
    <cropper-handle action="select" plain></cropper-handle>
    <cropper-selection initial-coverage="1" movable resizable outlined precise>
      <cropper-handle action="move" theme-color="rgba(255, 255, 255, 0.2)"></cropper-handle>
      ${['n', 'e', 's', 'w', 'ne', 'nw', 'se', 'sw'].map((side) => `<cropper-handle action="${side}-resize"></cropper-handle>`).join('')}
    </cropper-selection>
  </cropper-canvas>`;

/** Shows a picture with a frame in `host`, which has the picture's proportions, and tells where the frame is. */
export async function mountCropper(
  host: HTMLElement,
  url: string,
  onmove: (part: Part) => void,
): Promise<Frame> {
  const { default: Cropper } = await import('cropperjs');
  const image = new Image();
  image.src = url;
  image.alt = '';
  const cropper = new Cropper(image, { container: host, template });
  const [canvas, selection] = [cropper.getCropperCanvas(), cropper.getCropperSelection()];
  if (canvas === null || selection === null) throw new Error('The cropper did not start.');
  canvas.style.height = '100%';
  await cropper.getCropperImage()?.$ready();
  const tell = (box: Part) => {
    const { clientWidth, clientHeight } = canvas;
    onmove({
      x: box.x / clientWidth,
      y: box.y / clientHeight,
      width: box.width / clientWidth,
      height: box.height / clientHeight,
    });
  };
  selection.addEventListener('change', (event) => {
    const box = (event as CustomEvent<Part>).detail;
    const tolerance = 0.5;
    const isInside =
      box.x >= -tolerance &&
      box.y >= -tolerance &&
      box.x + box.width <= canvas.clientWidth + tolerance &&
      box.y + box.height <= canvas.clientHeight + tolerance;
    if (isInside) tell(box);
    else event.preventDefault();
  });
  const move = (part: Part) =>
    selection.$change(
      part.x * canvas.clientWidth,
      part.y * canvas.clientHeight,
      part.width * canvas.clientWidth,
      part.height * canvas.clientHeight,
    );
  // Where it begins it tells nobody.
  tell(selection);
  return {
    move,
    destroy: () => {
      canvas.remove();
    },
  };
}
