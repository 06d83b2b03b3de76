// SPDX-License-Identifier: GPL-3.0-or-later
// A new secret for one-time codes: to be typed, or opened in an authenticator on the same device.
import { Field } from "./form.jsx";
import { t } from "../i18n.js";

const link = (login, secret) => `otpauth://totp/${encodeURIComponent(`${t("site")}:${login}`)}?${new URLSearchParams({ secret, issuer: t("site") })}`;

export const Totp = ({ login, secret }) => <>
    <p>{t("totp.how")}</p>
    <p class="secret"><code>{secret.match(/.{1,4}/g).join(" ")}</code></p>
    <p><a href={link(login, secret)}>{t("totp.open")}</a></p>
    <Field name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required />
</>;
