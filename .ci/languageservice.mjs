// What GitHub's own language service has to say of workflows and of action.yml. Node looks for packages beside this file, so that
// .ci/run copies it to where it has installed them.
//
//	node languageservice.mjs ACTION WORKFLOW…
import {readFileSync} from "node:fs";
import {register} from "node:module";
import {resolve} from "node:path";
import {pathToFileURL} from "node:url";

// It imports JSON as bundlers allow it. Node wants to be told that it is JSON.
register("data:text/javascript," + encodeURIComponent(`
	export const load = (url, context, next) =>
		next(url, url.endsWith(".json") ? {...context, importAttributes: {type: "json"}} : context);
`));
const {validate} = await import("@actions/languageservice");
const {TextDocument} = await import("vscode-languageserver-textdocument");
const {parse} = await import("yaml");

const files = process.argv.slice(2);
const action = parse(readFileSync(files[0], "utf8"));

// It is told of this action's inputs. Of other actions it would have to ask GitHub, and says that it has not found them.
const actionsMetadataProvider = {
	fetchActionMetadata: async ({owner, name}) => (owner === "covbar" && name === "covbar" ? action : undefined),
};

let found = 0;
for (const file of files) {
	const uri = pathToFileURL(resolve(file)).href;
	const text = TextDocument.create(uri, "yaml", 0, readFileSync(file, "utf8"));
	for (const {range, message} of await validate(text, {actionsMetadataProvider})) {
		if (message.startsWith("Unable to resolve action `actions/")) continue;
		console.log(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${message}`);
		found++;
	}
}
process.exit(found > 0 ? 1 : 0);
