// `node node.mjs TOOLS ical.js|node-ical FILE…`: the events of each file, one JSON list a line.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [tools, library, ...files] = process.argv.slice(2);
const load = async name => {
  const path = createRequire(tools + "/").resolve(name);
  const loaded = await import(pathToFileURL(path));
  return loaded.default ?? loaded;
};
const reader = await load(library);
const day = date => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, "0")).join("-");

function byIcalJs(text) {
  const calendar = new reader.Component(reader.parse(text));
  calendar.getAllSubcomponents("vtimezone").forEach(zone => reader.TimezoneService.register(zone));
  return calendar.getAllSubcomponents("vevent").map(component => {
    const event = new reader.Event(component);
    const said = time => time.isDate ? time.toString() : time.toJSDate().toISOString();
    return {title: event.summary, start: said(event.startDate), end: said(event.endDate),
            off: component.getFirstPropertyValue("status") === "CANCELLED"};
  });
}

function byNodeIcal(text) {
  return Object.values(reader.sync.parseICS(text)).filter(found => found.type === "VEVENT").map(event => {
    const said = time => time.dateOnly ? day(time) : time.toISOString();
    return {title: event.summary, start: said(event.start), end: said(event.end), off: event.status === "CANCELLED"};
  });
}

const read = library === "ical.js" ? byIcalJs : byNodeIcal;
files.forEach(file => console.log(JSON.stringify(read(readFileSync(file, "utf8")))));
