/** Whether WebGPU has something to compute on. */
export async function hasGpu(): Promise<boolean> {
  return Boolean(await navigator.gpu?.requestAdapter());
}
