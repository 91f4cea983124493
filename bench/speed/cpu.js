/**
 * Milliseconds of CPU that processes and their threads have used: unlike the time that passes, it does not
 * count what else the machine does. Linux tells it; elsewhere it is `NaN`.
 */
import { readdirSync, readFileSync } from "node:fs";

export function cpuOf(pids) {
  return pids.flatMap(threadsOf).reduce((sum, thread) => sum + usedBy(thread), 0) || NaN;
}

export function childrenOf(pid) {
  const children = threadsOf(pid).map((thread) => read(`${thread}/children`).trim().split(" "));
  return children.flat().filter(Boolean).map(Number);
}

function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);
  } catch {
    return [];
  }
}

function usedBy(thread) {
  return Number(read(`${thread}/schedstat`).split(" ")[0]) / 1e6;
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // the thread has ended, or this is no Linux
  }
}
