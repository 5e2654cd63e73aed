/** Google's woff2 as WebAssembly; it comes without types. The package's index would bring the compressor along. */
declare module 'wawoff2/decompress' {
  export default function decompress(woff2: Uint8Array): Promise<Uint8Array>;
}
