#![no_main]

use fuzz::check;

libfuzzer_sys::fuzz_target!(|given: check::Echo<'_>| check::redaction(given));
