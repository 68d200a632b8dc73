// One step of the rival's client (leveldb).
// usage: node client.js pull|push|sync|edit URL DIRECTORY EDITS.jsonl tuned|default
// Tuned: batches of 1,000 and connections kept alive.  Prints {"ms": …, "docs": …}.
'use strict';
const fs = require('fs');
const http = require('http');
const PouchDB = require('pouchdb');
const [step, url, directory, edits, mode] = process.argv.slice(2);

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const isTuned = mode === 'tuned';
const road = isTuned ? { fetch: (to, how) => PouchDB.fetch(to, { ...how, agent }) } : {};
const batches = isTuned ? { batch_size: 1000, batches_limit: 2 } : {};

(async () => {
  const db = new PouchDB(directory);
  const begun = process.hrtime.bigint();
  let docs = 0;
  if (step === 'edit') {
    const changed = [];
    for (const line of fs.readFileSync(edits, 'utf8').split('\n').filter(Boolean)) {
      const doc = JSON.parse(line);
      changed.push({ ...doc, _rev: (await db.get(doc._id))._rev });
    }
    docs = (await db.bulkDocs(changed)).filter((one) => one.ok).length;
  } else {
    const remote = new PouchDB(url, road);
    if (step === 'pull') docs = (await db.replicate.from(remote, batches)).docs_written;
    if (step === 'push') docs = (await db.replicate.to(remote, batches)).docs_written;
    if (step === 'sync') {
      const done = await db.sync(remote, batches);
      docs = done.pull.docs_written + done.push.docs_written;
    }
  }
  console.log(JSON.stringify({ ms: Number(process.hrtime.bigint() - begun) / 1e6, docs }));
  agent.destroy();
  await db.close();
  process.exit(0);
})().catch((error) => { console.error(error); process.exit(1); });
