// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in, as the server told it with the page; null: nobody.
export let who = null;
export const setWho = (account) => { who = account; };
export const may = (...roles) => who !== null && roles.includes(who.role);

const here = () => location.pathname + location.search;

/** The address of the page to sign in on, which leads back to this one. */
export const loginPath = (english) => {
    const back = here();
    const params = new URLSearchParams([...(back.startsWith("/login") ? [] : [["to", back]]), ...(english ? [["lang", "en"]] : [])]);
    return `/login${params.size > 0 ? `?${params}` : ""}`;
};

/** Where somebody goes who has signed in: back within this site only. On a page that was refused, the page itself. */
export function wayBack() {
    if (location.pathname !== "/login") return here();
    const to = new URLSearchParams(location.search).get("to") ?? "/";
    const url = new URL(to, location.origin);
    return url.origin === location.origin ? url.pathname + url.search : "/";
}
