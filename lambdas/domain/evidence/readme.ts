/** README.txt of a pack: for somebody who has only the pack and an ordinary computer. */
export function readmeText(folder: 'evidence' | 'regulator', incident: string, fingerprint: string): string {
  return `${folder === 'evidence' ? EVIDENCE : REGULATOR}

Incident: ${incident}

HOW TO CHECK THIS PACK

With Node.js 20 or later, offline, on the ZIP itself:

  node verify.mjs ${folder}.zip --fingerprint FINGERPRINT

It answers "genuine" (exit code 0), or names the first thing that is wrong (exit code 3). FINGERPRINT
is that of the signing key. Get it from the controller by another way than this pack: a pack can
always be signed again with another key, and only the fingerprint tells. For the same reason take
verify.mjs from a place that you trust: who forges a pack can forge its script. This pack says it is

  ${fingerprint}

By hand, with OpenSSL and sha256sum, in the folder ${folder}/ of the unpacked ZIP:

  openssl pkey -pubin -in public-key.pem -outform DER | sha256sum       (the fingerprint)
  openssl dgst -sha256 -verify public-key.pem -signature signature.der tagmanifest-sha256.txt
  sha256sum -c tagmanifest-sha256.txt
  sha256sum -c manifest-sha256.txt
  find . -type f | wc -l                 (lines of both manifests together, plus 2: signature.der
                                          and tagmanifest-sha256.txt are not in a manifest)

The signature covers tagmanifest-sha256.txt, which covers manifest-sha256.txt, which covers data/.
It covers the name and the bytes of every file, and not the ZIP: packing the same files again, in
another order or with another compression, changes nothing. The folder is a bag as in RFC 8493.

WHAT THE SIGNATURE DOES NOT SHOW: ANCHORS

Who holds the signing key could make up a whole pack, or sign a changed one. But the SHA-256 of this
ZIP, as the system stored it, stands in the entry "export-built" of the incident's log, which every
later pack repeats. And the past of that log cannot be changed: its head is written again and again
into a bucket under Object Lock, as versions that nobody can change, nor delete before their time (in
GOVERNANCE mode only who was given a right for that alone). These are its anchors.
The controller can let you read them with AWS's own command line, for every anchor of the incident:

  aws s3api list-object-versions --bucket EVIDENCE_BUCKET --prefix anchors/${incident}/
  aws s3api get-object --bucket EVIDENCE_BUCKET --key KEY --version-id VERSION anchor.json
  aws s3api get-object-retention --bucket EVIDENCE_BUCKET --key KEY --version-id VERSION

Each has one version, which S3 took at LastModified, and its lock has not ended.
${folder === 'evidence' ? IN_LOG : IN_SUMMARY}

HOW TO READ IT

data/report.html is the place to start; report.pdf is the same on paper. Times are UTC (RFC 3339). Words are chosen with care:
"sent" is accepted by Amazon SES; "delivered" is accepted by the recipient's mail server. Neither
shows that anybody read the mail. "suppressed" was not sent, although SES took it.
${folder === 'evidence' ? EVIDENCE_FILES : REGULATOR_FILES}`;
}

const EVIDENCE =
  'EVIDENCE PACK. It holds personal data of the people affected: keep it as you would keep the leaked file.';
const REGULATOR = `REGULATOR PACK. Aggregates only: no recipient, no company, no group, no address. Texts that people wrote had
addresses, and names that are also in the file, replaced by "[address withheld]" and "[name withheld]".`;

const REGULATOR_FILES = `
data/summary.json         all figures
data/incident.json        what happened, in the fields that forms of authorities ask for
data/files.json           hash and line accounting of each file, by number
data/clocks.json          deadlines: proposed, confirmed, met or not
data/reconciliation.json  the equations, with both sides
data/notices/             what people were told, in each language; other words of an earlier run in a folder of their own
`;

const IN_LOG = `data/anchors.json lists those that were there at the time of this pack, and verify.mjs holds data/log.jsonl
against them: the same sequence and hash. To believe that list, compare it with the bucket's own.`;
const IN_SUMMARY =
  'data/summary.json names the last one that was there at the time of this pack, under "log".';

const EVIDENCE_FILES = `
data/incident.json        the incident as its controller describes it, manifest and approvals
data/files.json           custody, hash and line accounting of each file
data/recipients.csv       one line a person and notice: outcome, times, message id, hash of the mail
data/exposures.csv        one line an entry of the files: who appears in which company and group, and where
data/companies.csv        per company: who was told, and whether nobody could be reached
data/second-route.csv     the people mail did not reach, who else of their groups was told, and what was done
data/quarantine.csv       lines that no rule could explain safely, and the decision on each
data/events.jsonl         the events of Amazon SES; "raw" is each as it was published
data/notices/             the words as sent: one specimen a language, with its hash and its runs; where an earlier
                          run sent other words, they are in a folder with its name
data/clocks.json          deadlines: proposed, confirmed, met or not
data/log.jsonl            the incident's log; each entry holds the hash of the one before it. An entry's hash is
                          SHA-256 over the canonical JSON (RFC 8785) of {"incident": ...} and its other members
data/anchors.json         heads of that log as they lie under Object Lock: sequence, hash, time, key and version
data/reconciliation.json  the equations, with both sides
data/summary.json         all figures

THE CSV FILES

RFC 4180, UTF-8 with a byte order mark, CRLF. They are guarded against formulas: where a line of a field
starts with = + - @ (also full-width), TAB, CR, LF or NUL, also after white space or invisible characters, one
apostrophe (') stands in front; a line that starts with an apostrophe has one more. To have the field as it was,
take one apostrophe off each line inside a field that starts with one.
`;
