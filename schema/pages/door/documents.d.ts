/** Made by the server from the `.graphql` files beside: name → document. */
export const documents: Record<string, string>;
