// Starts Redoc on our own document.
"use strict";

Redoc.init("/openapi.json", { hideDownloadButton: true }, document.getElementById("reference"));
