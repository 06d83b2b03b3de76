// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the server. A failure is a problem document, or { code: "network" }.
export async function ask(path, signal, post) {
    let response, body;
    try {
        response = await fetch(`/api/v1${path}`, post === undefined ? { signal, headers: { accept: "application/json" } }
            : { signal, method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: JSON.stringify(post) });
        body = await response.json();
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw { code: "network" };
    }
    if (!response.ok) throw body;
    return body;
}
