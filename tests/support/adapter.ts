/** Whether WebGPU has an adapter here, be it a program such as llvmpipe, Debian's mesa-vulkan-drivers. */
export async function hasAdapter(): Promise<boolean> {
  return await globalThis.navigator?.gpu?.requestAdapter() ? true : false;
}
