/** Made by the server from its catalogues: key → [Indonesian, English]. */
export const catalogue: Record<string, [string, string]>;
