/** A wasm whose memory cannot grow far: an instance of it traps for real where a call needs more. */

/** Bytes of WebAssembly that have one memory, with a maximum of `spare` pages of 64 KB above its minimum. */
export function limitMemory(bytes, spare) {
  let at = 8;
  const MEMORY = 5;
  while (bytes[at] !== MEMORY) {
    const [size, next] = readNumber(bytes, at + 1);
    at = next + size;
  }
  const [size, start] = readNumber(bytes, at + 1);
  const [minimum] = readNumber(bytes, start + 2);
  if (bytes[start] !== 1 || bytes[start + 1] !== 0) throw new Error("another kind of memory");
  const section = [1, 1, ...writeNumber(minimum), ...writeNumber(minimum + spare)];
  const rest = bytes.subarray(start + size);
  return Uint8Array.from([...bytes.subarray(0, at), MEMORY, section.length, ...section, ...rest]);
}

/** LEB128, as in the format's specification. */
function readNumber(bytes, at) {
  let number = 0;
  for (let shift = 0; ; shift += 7) {
    number |= (bytes[at] & 127) << shift;
    if (bytes[at++] < 128) return [number, at];
  }
}

function writeNumber(number) {
  return number < 128 ? [number] : [(number & 127) | 128, ...writeNumber(number >> 7)];
}
