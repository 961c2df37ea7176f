// Small comforts on top of pages that work without them.
import { startKeep } from "./keep.js";
import { startKeys } from "./keys.js";
import { startList } from "./list.js";
import { startLive } from "./live.js";
import { startComposer } from "./composer.js";
import { startQuotes } from "./quotes.js";
import { startBoard } from "./board.js";
import { startMenus } from "./menus.js";
import { startListen } from "./listen.js";

startMenus();
startKeep();
startListen();
startKeys();
startList();
startComposer();
startQuotes();
startBoard();
startLive();
