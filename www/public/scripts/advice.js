// What to show for a failed call: a heading, its causes, and what to do next. It reads codes and
// fields of errors, never their messages.

export function explain(error) {
  const heading = headingOf(error);
  return {
    heading,
    causes: causesOf(error, heading),
    next: nextStep(error),
    canPass: !isPermanent(error),
  };
}

export function isRateLimited(error) {
  return error.code === "http" && error.status === 429;
}

// The token form handles these; they are not a problem of one integration.
export function isTokenRejected(error) {
  return (
    (error.code === "http" && error.status === 401) ||
    (error.code === "invalid_argument" && error.argument === "accessToken")
  );
}

// Whether a retry may help without anyone changing something.
function isPermanent(error) {
  return error.code === "http" && error.headers["x-should-retry"] === "false";
}

function headingOf(error) {
  switch (error.code) {
    case "http":
      if (error.status === 429) return "Rate limit reached";
      if (error.status === 400) return "Datadog rejected the request";
      if (error.status === 0 || (error.status >= 300 && error.status < 400)) {
        return "The response was a redirect";
      }
      return (error.status >= 500 && error.errors[0]?.title) || `HTTP status ${error.status}`;
    case "network":
      return "The connection failed";
    case "timeout":
      return "The request timed out";
    case "decode":
      return "The response could not be read";
    case "load":
      return "WebAssembly did not start";
    default:
      return "The accounts could not be loaded";
  }
}

// [{ title?, detail }]; a title that is the heading is not repeated.
function causesOf(error, heading) {
  if (error.code === "decode" && error.path !== undefined) {
    return [
      { detail: `Expected ${error.expected} at ${placeOf(error.path)}, found ${error.found}.` },
    ];
  }
  if (error.code !== "http") return [{ detail: error.message ?? `${error}` }];
  if (error.errors.length === 0) return [{ detail: error.message }];
  return error.errors
    .map(({ title, detail }) => ({
      title: title === heading ? undefined : title,
      detail: detail && explainPaths(detail),
    }))
    .filter(({ title, detail }) => title || detail);
}

// A JSON path such as $[3].id, in words.
function placeOf(path) {
  const [, index, field] = /^\$(?:\[(\d+)\])?\.?(.*)$/.exec(path) ?? [];
  const account = index && `account ${Number(index) + 1} of the response`;
  if (!field) return account ?? "the top level of the response";
  return `“${field}” of ${account ?? "the response"}`;
}

// The edge function's texts contain JSON paths.
function explainPaths(text) {
  return text.replace(/(?<![\w$])\$(?:\[\d+\]|\.\w+)*(?![\w$])/g, placeOf);
}

function nextStep(error) {
  switch (error.code) {
    case "http":
      if (error.status === 429) return "";
      if (isPermanent(error)) return "Retrying will not help until this is fixed.";
      if (error.status < 500) {
        return "A login page or a proxy in front of the edge function may have responded instead.";
      }
      return "This is often temporary. Retry in a moment; if it persists, check status.datadoghq.com.";
    case "network":
      return "Check your connection, then retry.";
    case "timeout":
      return "Datadog or the connection is slow. Retry in a moment.";
    case "decode":
      return "This endpoint is in Preview and may have changed. Check for a newer datadog-llm-accounts.";
    case "load":
      return "Reload the page. If this persists, the browser or an extension blocks WebAssembly.";
    default:
      return "";
  }
}
