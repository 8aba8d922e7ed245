// A secret that signs what a webhook is sent, by Standard Webhooks.

export const newSigningSecret = (): string =>
  `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))}`;
