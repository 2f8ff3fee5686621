// What makes the pages of those quick who work at a venue.

import "./swapping";
import "./day";
import "./floor";
import "./planner";
import "./week";
import "./settings";
