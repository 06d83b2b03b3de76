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

/** Where somebody goes who has signed in: back within this site only, whole, for a path may begin with two slashes. On a
 *  page that was refused, the page itself. */
export function wayBack() {
    if (location.pathname !== "/login") return location.origin + here();
    const home = `${location.origin}/`;
    try {
        const { href } = new URL(new URLSearchParams(location.search).get("to") ?? "/", home);
        return href.startsWith(home) ? href : home;
    } catch {
        return home;
    }
}
