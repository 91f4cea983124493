/** A Datadog in trouble, of another kind at each path. */

const never = () => new Promise(() => {});
const json = (status, body, headers) => Response.json(body, { status, headers });

/** A body that never ends. */
function begun(text) {
  const start = (controller) => controller.enqueue(new TextEncoder().encode(text));
  return new ReadableStream({ start });
}

/** The first part of the path -> what its requests get, by their number from 1. */
const TROUBLES = {
  "stalls-in-headers": never,
  "stalls-in-body": () => new Response(begun("[")),
  "stalls-in-error": () => new Response(begun('{"errors":['), { status: 500 }),
  unavailable: () => json(503, { errors: ["later"] }, { "Retry-After": "25" }),
  "fails-then-stalls": (count) => (count === 1 ? json(500, { errors: ["once"] }) : never()),
  "fails-then-works": (count) => (count === 1 ? json(500, { errors: ["once"] }) : json(200, [])),
  "stalls-then-works": (count) => (count === 1 ? never() : json(200, [])),
};

/** @returns {(request: Request) => Response | Promise<Response>} a handler for `serve` */
export function createTroubledDatadog() {
  const counts = {};
  return ({ url }) => {
    const [, trouble] = new URL(url).pathname.split("/");
    counts[trouble] = (counts[trouble] ?? 0) + 1;
    return TROUBLES[trouble]?.(counts[trouble]) ?? json(404, { errors: ["Not Found"] });
  };
}
