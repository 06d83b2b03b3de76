// SPDX-License-Identifier: GPL-3.0-or-later
// A small SMTP server for the tests: takes what it is told to take, and remembers every message.
import { createServer } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** What an encoded-word subject and a base64 text say. */
export function read(message) {
    const [head, body] = [message.slice(0, message.indexOf("\r\n\r\n")), message.slice(message.indexOf("\r\n\r\n") + 4)];
    const headers = Object.fromEntries(head.replace(/\r\n /g, " ").split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]));
    const words = [...headers.subject.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, word]) => Buffer.from(word, "base64"));
    return { headers, subject: Buffer.concat(words).toString(), text: Buffer.from(body, "base64").toString() };
}

/**
 * server.plan: what to do with the next mails, in turn: "later" (451), "never" (550), "drop" (the
 * connection, after the whole message), "deaf" (before it greets), "slow" (takes them after 3 s); else
 * they are taken. secure: { key, cert, password } - STARTTLS is offered, and PLAIN with that password wanted.
 */
export async function smtp(secure) {
    const state = { plan: [], taken: [], tried: 0, connections: 0 };
    const sockets = new Set();
    state.server = createServer((socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        socket.on("error", () => {});
        state.connections++;
        if (state.plan[0] === "deaf") { state.plan.shift(); state.tried++; socket.destroy(); return; }
        const say = (text) => socket.write(`${text}\r\n`);
        let buffer = "", data = null, mail = {}, proved = !secure, asked = false;
        const finish = () => {
            const plan = state.plan.shift();
            state.tried++;
            if (plan === "drop") { socket.destroy(); return; }
            const taken = { ...mail, raw: data };
            if (plan === "slow") { setTimeout(() => state.taken.push(taken), 3000); return; }
            state.taken.push(taken);
            say("250 taken");
        };
        const prove = (line) => {
            const [, user, password] = Buffer.from(line, "base64").toString().split("\0");
            asked = false;
            proved = socket.encrypted && user === "zhiku" && password === secure.password;
            say(proved ? "235 ok" : "535 no");
        };
        const command = (line) => {
            if (asked) { prove(line); return; }
            const verb = line.slice(0, 4).toUpperCase();
            if (verb === "EHLO") say(`250-test\r\n250 ${!secure ? "8BITMIME" : socket.encrypted ? "AUTH PLAIN" : "STARTTLS"}`);
            else if (verb === "STAR" && secure) {
                say("220 go on");
                socket.removeAllListeners("data");
                socket = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(secure) });
                socket.on("error", () => {});
                socket.on("data", hear);
            } else if (verb === "AUTH") { asked = true; say("334 ");
            } else if (!proved) say("530 who are you?");
            else if (verb === "MAIL") { mail = { from: /<(.*)>/.exec(line)[1], to: [] }; say("250 ok"); }
            else if (verb === "RCPT") {
                if (state.plan[0] === "later") { state.plan.shift(); state.tried++; say("451 later"); }
                else if (state.plan[0] === "never") { state.plan.shift(); state.tried++; say("550 no such person"); }
                else { mail.to.push(/<(.*)>/.exec(line)[1]); say("250 ok"); }
            } else if (verb === "DATA") { data = ""; say("354 go on"); }
            else if (verb === "QUIT") { say("221 bye"); socket.end(); }
            else if (verb === "RSET") say("250 ok");
            else say("502 what?");
        };
        const hear = (chunk) => {
            buffer += chunk.toString("latin1");
            for (let at; (at = buffer.indexOf("\r\n")) >= 0;) {
                const line = buffer.slice(0, at);
                buffer = buffer.slice(at + 2);
                if (data === null) command(line);
                else if (line === ".") { finish(); data = null; }
                else data += `${line.replace(/^\.\./, ".")}\r\n`;
            }
        };
        socket.on("data", hear);
        say("220 test");
    });
    await new Promise((resolve) => state.server.listen(0, "127.0.0.1", resolve));
    state.url = `smtp://127.0.0.1:${state.server.address().port}`;
    state.close = () => { for (const socket of sockets) socket.destroy(); state.server.close(); };
    return state;
}
