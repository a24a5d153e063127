// Starts every part of a page, the clock first: entries take their time from it.
// Keypad and dose asks come before the queue, which sends what they let through.

import * as charts from "./charts.js";
import * as clock from "./clock.js";
import * as dialogs from "./dialogs.js";
import * as doseAsks from "./dose_asks.js";
import * as drafts from "./drafts.js";
import * as drawer from "./drawer.js";
import * as focus from "./focus.js";
import * as keypad from "./keypad.js";
import * as lock from "./lock.js";
import * as menu from "./menu.js";
import * as prints from "./prints.js";
import * as queue from "./queue.js";
import * as waiting from "./waiting.js";

for (const part of [clock, drafts, lock, keypad, doseAsks, waiting, queue, dialogs, focus, drawer, charts, menu, prints]) part.start();
