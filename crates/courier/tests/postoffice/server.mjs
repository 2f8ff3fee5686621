// A real SMTP server for the tests. It prints one JSON line for each thing that happens, takes one JSON line on its
// input for each thing that it shall do, and ends with its input. `crates/sim/src/postoffice.rs` speaks to it.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const setup = JSON.parse(process.argv[2]);
const CALENDARS = ['text/calendar', 'application/ics'];
let script = {};

const print = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const refusal = ([code, text]) => Object.assign(new Error(text), { responseCode: code });

// What a calendar makes of the part.
function events(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      method: calendar.getFirstPropertyValue('method'),
      uid: event.uid,
      sequence: event.sequence,
      start: event.startDate.toJSDate().toISOString(),
      status: component.getFirstPropertyValue('status'),
      summary: event.summary,
    };
  });
}

// What a mailbox makes of the letter.
async function read(raw) {
  const letter = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  const person = (list) => list?.value.map(({ name, address }) => ({ name, address })) ?? [];
  return {
    headers: letter.headerLines.map(({ key, line }) => [key, line]),
    from: person(letter.from),
    to: person(letter.to),
    subject: letter.subject ?? '',
    date: letter.date?.toISOString(),
    message_id: letter.messageId,
    in_reply_to: letter.inReplyTo,
    references: [letter.references ?? []].flat(),
    text: letter.text ?? '',
    html: letter.html || '',
    files: letter.attachments.map((file) => ({
      kind: file.contentType,
      parameters: file.headers.get('content-type')?.params ?? {},
      name: file.filename ?? null,
      placed: file.contentDisposition ?? null,
      events: CALENDARS.includes(file.contentType) ? events(file.content.toString('utf8')) : [],
    })),
  };
}

const server = new SMTPServer({
  secure: setup.tls === 'implicit',
  key: setup.key && readFileSync(setup.key),
  cert: setup.certificate && readFileSync(setup.certificate),
  authOptional: !setup.login,
  // A real server asks for TLS before a password, unless it has none to offer.
  allowInsecureAuth: setup.tls === 'none',
  disabledCommands: [...(setup.tls === 'starttls' ? [] : ['STARTTLS']), ...(setup.login ? [] : ['AUTH'])],
  disableReverseLookup: true,
  closeTimeout: 100,
  async onConnect(session, callback) {
    print({ event: 'connection' });
    await pause(script.slow_greeting_ms ?? 0);
    callback(script.greeting && refusal(script.greeting));
  },
  onAuth(auth, session, callback) {
    print({ event: 'login', secure: session.secure });
    const [name, password] = setup.login;
    if (auth.username === name && auth.password === password) return callback(null, { user: name });
    callback(refusal([535, `5.7.8 ${auth.username} is not known with ${auth.password}`]));
  },
  onMailFrom(address, session, callback) {
    print({ event: 'sender', secure: session.secure });
    const enough = script.letters_each && session.transaction > script.letters_each;
    callback(enough ? refusal([421, '4.7.0 enough for this connection']) : script.sender && refusal(script.sender));
  },
  onRcptTo({ address }, session, callback) {
    const answer = script.recipients?.[address] ?? script.recipients?.['*'];
    callback(answer && refusal(answer));
  },
  async onData(stream, session, callback) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    // As it is when the letter comes: what is changed meanwhile is for the next.
    const { message, hang_up, slow_message_ms } = script;
    if (!message) {
      const raw = Buffer.concat(chunks);
      const { mailFrom, rcptTo } = session.envelope;
      const to = rcptTo.map(({ address }) => address);
      print({ event: 'letter', from: mailFrom.address, to, secure: session.secure, raw: raw.toString('base64'), read: await read(raw) });
    }
    if (hang_up) return [...server.connections].find(({ session: { id } }) => id === session.id)._socket.destroy();
    await pause(slow_message_ms ?? 0);
    callback(message && refusal(message));
  },
});

// Clients of the tests hang up in every way there is.
server.on('error', ({ message }) => print({ event: 'trouble', message }));
server.server.prependListener('connection', (socket) => script.down && socket.destroy());
server.listen(0, '127.0.0.1', () => print({ event: 'open', port: server.server.address().port }));

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line);
    script = order.script ?? script;
    if (order.hang_up_on_all) for (const connection of server.connections) connection._socket.destroy();
    print({ event: 'done' });
  })
  .on('close', () => process.exit(0));
