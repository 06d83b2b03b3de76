// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the server. A failure is a problem document, or { code: "network" }.
export async function call(method, path, body, { signal, version, keepalive } = {}) {
    const headers = { accept: "application/json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (version !== undefined) headers["if-match"] = `"${version}"`;
    let response, answer;
    try {
        response = await fetch(`/api/v1${path}`, { method, signal, keepalive, headers, body: body === undefined ? undefined : JSON.stringify(body) });
        answer = response.status === 204 ? null : await response.json();
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw { code: "network" };
    }
    if (!response.ok) throw answer;
    return answer;
}

export const ask = (path, signal, post) => call(post === undefined ? "GET" : "POST", path, post, { signal });

/** Sent even when the page is left for another; the bell hears of it where it stays. */
export const tell = (method, path) => call(method, path, {}, { keepalive: true }).then(() => dispatchEvent(new Event("alerts")), () => {});

/** What a saved one finds is being looked at, so it is no news. */
export const look = (id) => tell("POST", `/saved/${id}/look`);
