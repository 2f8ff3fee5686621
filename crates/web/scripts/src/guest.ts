// What makes the guest's pages quick.

import "./swapping";
import "./book";
