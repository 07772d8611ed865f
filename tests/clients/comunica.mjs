// Comunica as a client: each question in the JSON on standard input is put to its sources, and answered on standard output.
// `{sources: ["http://…/sparql"], query: "SELECT …"}` becomes `{bindings: [{name: "value"}]}`, or boolean, or quads.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { QueryEngine } = createRequire(`${process.argv[2]}/`)("@comunica/query-sparql");
const engine = new QueryEngine();
const answers = [];
for (const { sources, query } of JSON.parse(await text(process.stdin))) {
  try {
    const result = await engine.query(query, { sources });
    if (result.resultType === "boolean") {
      answers.push({ boolean: await result.execute() });
    } else if (result.resultType === "quads") {
      const quads = await (await result.execute()).toArray();
      answers.push({ quads: quads.map((q) => [q.subject.value, q.predicate.value, q.object.value]) });
    } else {
      const found = await (await result.execute()).toArray();
      answers.push({ bindings: found.map((row) => Object.fromEntries([...row].map(([v, term]) => [v.value, term.value]))) });
    }
  } catch (error) {
    answers.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(answers));
