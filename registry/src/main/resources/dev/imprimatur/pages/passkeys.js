// Asks the browser for a passkey, puts its answer into the form and sends that. No other script runs.
"use strict";

(() => {
  const bytes = (text) => {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, (each) => each.charCodeAt(0));
  };

  const text = (buffer) => {
    const raw = Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join("");
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const descriptors = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const creation = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  });

  const request = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: descriptors(options.allowCredentials),
  });

  const answer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) {
        response[name] = text(credential.response[name]);
      }
    }
    return JSON.stringify({ id: credential.id, type: credential.type, response });
  };

  const words = {
    NotAllowedError: "It was not done: it was cancelled, or took too long, or there is no passkey for this.",
    InvalidStateError: "This device has a passkey for this account already.",
    SecurityError: "Your browser makes no passkeys for this address.",
    NotSupportedError: "Your browser or device cannot do this.",
  };

  let waiting = new AbortController();

  const ask = (form, how) => {
    waiting.abort();
    waiting = new AbortController();
    const options = JSON.parse(form.dataset.options);
    return form.dataset.ceremony === "create"
      ? navigator.credentials.create({ publicKey: creation(options), signal: waiting.signal })
      : navigator.credentials.get({ publicKey: request(options), signal: waiting.signal, ...how });
  };

  const send = (form, credential) => {
    form.elements.response.value = answer(credential);
    form.submit();
  };

  const perform = (form) => {
    const alert = form.querySelector("[role=alert]");
    const button = form.querySelector("button.main");
    alert.hidden = true;
    button.disabled = true;
    ask(form, {})
      .then((credential) => send(form, credential))
      .catch((error) => {
        alert.textContent = words[error.name] || "It was not done: " + error.message;
        alert.hidden = false;
      })
      .finally(() => {
        button.disabled = false;
      });
  };

  // The browser offers passkeys among the names that it knows.
  const offer = (form) => {
    const able = window.PublicKeyCredential && PublicKeyCredential.isConditionalMediationAvailable;
    if (!able || !document.querySelector("input[autocomplete~=webauthn]")) {
      return;
    }
    PublicKeyCredential.isConditionalMediationAvailable()
      .then((available) => (available ? ask(form, { mediation: "conditional" }) : undefined))
      .then((credential) => credential && send(form, credential))
      .catch(() => {});
  };

  for (const form of document.querySelectorAll("form[data-ceremony]")) {
    if (window.PublicKeyCredential && navigator.credentials) {
      form.hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        perform(form);
      });
      if (form.dataset.ceremony === "get") {
        offer(form);
      }
    }
  }
})();
