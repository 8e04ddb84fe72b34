#!/usr/bin/env node
// Not built, so that package managers find it to link before anything is.
import '../dist/cli.js';
