// SPDX-License-Identifier: GPL-3.0-or-later
// Ending a demand, with the reason.
import { Dialog } from "./dialog.jsx";
import { Field, Form } from "./form.jsx";
import { t } from "../i18n.js";

/** move(body) answers the promise of the record as it is then. */
export default function Closing({ demand, move, moved, explain, close }) {
    const send = async ({ reason }) => { moved(await move({ status: "closed", reason })); close(); };
    return <Dialog title={t("demand.close.of", { title: demand.title })} close={close}>
        <Form send={send} explain={explain} button={t("demand.close.go")}>
            <p>{t("demand.close.help")}</p>
            <Field name="reason" label={t("demand.reason")} as="textarea" rows="3" required maxlength="500" help={t("demand.reason.help")} />
        </Form>
    </Dialog>;
}
