/** Made by the server: the one origin where people sign in; null: nowhere. */
export const address: string | null;
