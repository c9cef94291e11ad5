// Opens pages in Firefox, by WebDriver BiDi and without a driver: node firefox.mjs FIREFOX ADDRESS…
// Says as JSON, of each page, its heading, whether it is styled, how many results it shows, and what it complained of.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.cwd(), "package.json"));
const { default: puppeteer } = await import(pathToFileURL(installed.resolve("puppeteer-core")));
const [executablePath, ...addresses] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
const seen = [];
try {
  for (const address of addresses) {
    const page = await browser.newPage();
    const faults = [];
    page.on("console", (said) => ["error", "warn"].includes(said.type()) && faults.push(said.text()));
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("requestfailed", (request) => faults.push(`${request.url()} fails`));
    const own = (url) => url.startsWith("data:") || url.startsWith(new URL("/", address).href);
    page.on("request", (request) => own(request.url()) || faults.push(`asks ${request.url()}`));
    await page.goto(address, { waitUntil: "networkidle0" });
    const found = await page.evaluate(() => ({
      heading: document.querySelector("article h1").innerText,
      styled: getComputedStyle(document.querySelector(".sidebar-drawer")).display === "flex",
      theme: document.body.dataset.theme,
      results: document.querySelectorAll("#search-results a").length,
    }));
    seen.push({ ...found, faults });
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
