// What to say about a failed call: a heading, what Datadog or the function said, what to do next.

export function explain(error) {
  const heading = headingOf(error);
  return { heading, said: saidBy(error, heading), next: nextStep(error) };
}

export function isRateLimited(error) {
  return error.code === "http" && error.status === 429;
}

// The token form is the answer to these, not a problem of each integration.
export function isTokenRefused(error) {
  return (
    (error.code === "http" && error.status === 401) ||
    (error.code === "invalid_argument" && error.argument === "accessToken")
  );
}

function headingOf(error) {
  switch (error.code) {
    case "http":
      if (error.status === 429) return "Datadog's rate limit is reached";
      if (error.status === 400) return "Datadog did not accept the request";
      if (error.status === 0 || (error.status >= 300 && error.status < 400)) {
        return "The answer was a redirect";
      }
      return (error.status >= 500 && error.errors[0]?.title) || `Failed with HTTP ${error.status}`;
    case "network":
      return "The connection failed";
    case "timeout":
      return "No answer in time";
    case "decode":
      return "The answer could not be read";
    case "load":
      return "WebAssembly did not start";
    default:
      return "The accounts could not be loaded";
  }
}

// [{ title?, detail }]; the first title is not said twice.
function saidBy(error, heading) {
  if (error.code !== "http") return [{ detail: error.message ?? `${error}` }];
  const said = error.errors
    .map(({ title, detail }) => ({ title: title === heading ? undefined : title, detail }))
    .filter(({ title, detail }) => title || detail);
  return error.errors.length > 0 ? said : [{ detail: error.message }];
}

function nextStep(error) {
  switch (error.code) {
    case "http":
      if (error.status === 429) return "";
      if (error.headers["x-should-retry"] === "false") {
        return "Trying again will not help until this is put right.";
      }
      if (error.status < 500) {
        return "Something between this page and its function answers in its place: a login or a proxy.";
      }
      return "This often passes. Try again in a moment, and see status.datadoghq.com if it stays.";
    case "network":
      return "Check your connection, then try again.";
    case "timeout":
      return "Datadog or the connection is slow. Try again in a moment.";
    case "decode":
      return "This endpoint is in Preview and may have changed: look for a newer datadog-llm-accounts.";
    case "load":
      return "Reload the page. If it stays, the browser or an extension blocks WebAssembly.";
    default:
      return "";
  }
}
