// Audits pages as Lighthouse does on its simulated phone: node run.mjs FOLDER CHROMIUM NAME=ADDRESS…
// Lighthouse stands below the folder in which this runs; FOLDER gets NAME.html and NAME.json for each page.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.cwd(), "package.json"));
const load = (name) => import(pathToFileURL(installed.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");

const [folder, chromePath, ...pages] = process.argv.slice(2);
const quiet = ["--headless=new", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];
const chrome = await launch({ chromePath, chromeFlags: quiet });
try {
  for (const page of pages) {
    const [name, address] = [page.slice(0, page.indexOf("=")), page.slice(page.indexOf("=") + 1)];
    const { report } = await lighthouse(address, { port: chrome.port, output: ["html", "json"], logLevel: "error" });
    ["html", "json"].forEach((kind, i) => writeFileSync(join(folder, `${name}.${kind}`), report[i]));
  }
} finally {
  await chrome.kill();
}
