/** What the edge function is compared with: a worker that adds the keys and passes everything on. */
export default {
  fetch(request, { DD_API_KEY, DD_APP_KEY }) {
    const { pathname } = new URL(request.url);
    return fetch(`https://api.datadoghq.com${pathname.replace("/datadog", "")}`, {
      headers: { "DD-API-KEY": DD_API_KEY, "DD-APPLICATION-KEY": DD_APP_KEY },
    });
  },
};
