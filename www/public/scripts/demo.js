// The demo's notice: which state of the fake Datadog the page shows.
import { fakeState, linkToFakeState } from "./address.js";
import { page } from "./elements.js";

// The base URL of the edge function.
export function showDemo(fake) {
  page.fake.hidden = !fake;
  const state = fake ? fakeState() : "";
  page["fake-state"].value = state;
  return state ? `/datadog/~${state}` : "/datadog";
}

page["fake-state"].addEventListener("change", ({ target }) =>
  location.assign(linkToFakeState(target.value)),
);
