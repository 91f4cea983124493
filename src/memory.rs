//! The npm package's allocator: 0.1 KB, where one that frees block by block is 0.7 KB or more.
//!
//! Nothing outlives the call into the module that made it (src/js.rs), so memory is handed out one block
//! after the other, and all of it anew once every block has been given back.

#![expect(unsafe_code, reason = "an allocator")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use core::ptr::null_mut;

const PAGE: usize = 65536;

pub(crate) struct Memory {
    /// Where free memory begins; 0 before the first block.
    free: Cell<usize>,
    /// Where it begins when no block is in use. What lies before stays: the very first block is
    /// wasm-bindgen's list of the JavaScript values that are in Rust's hands, which is made as soon as
    /// one is handed over, and with which each question begins.
    floor: Cell<usize>,
    /// How many blocks after it are in use.
    used: Cell<usize>,
}

// SAFETY: the npm package is built without threads.
unsafe impl Sync for Memory {}

unsafe extern "C" {
    /// The linker's: its address is the end of the module's own data.
    static __heap_base: u8;
}

impl Memory {
    pub(crate) const fn new() -> Self {
        Self { free: Cell::new(0), floor: Cell::new(0), used: Cell::new(0) }
    }

    /// Whether memory up to there is there, or can be had.
    fn reach(end: usize) -> bool {
        let missing = end.saturating_sub(memory_size(0).saturating_mul(PAGE));
        missing == 0 || memory_grow(0, missing.div_ceil(PAGE)) != usize::MAX
    }
}

// SAFETY: blocks lie one after the other, after the module's own data, and a place is handed out again
// only when no block at or after it is in use.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let is_first = self.free.get() == 0;
        let free = if is_first { (&raw const __heap_base).addr() } else { self.free.get() };
        let start =
            free.wrapping_add(layout.align()).wrapping_sub(1) & layout.align().wrapping_neg();
        let Some(end) = start.checked_add(layout.size()).filter(|end| Self::reach(*end)) else {
            return null_mut();
        };
        self.free.set(end);
        if is_first {
            self.floor.set(end);
        } else {
            self.used.set(self.used.get().wrapping_add(1));
        }
        start as *mut u8
    }

    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        if block.addr() < self.floor.get() {
            return;
        }
        let used = self.used.get().wrapping_sub(1);
        self.used.set(used);
        if used == 0 {
            self.free.set(self.floor.get());
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = block.addr();
        // The last block grows where it is.
        if start >= self.floor.get() && start.wrapping_add(layout.size()) == self.free.get() {
            let Some(end) = start.checked_add(size).filter(|end| Self::reach(*end)) else {
                return null_mut();
            };
            self.free.set(end);
            return block;
        }
        // SAFETY: the caller's promises for `realloc` are those for these three.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                block.copy_to_nonoverlapping(moved, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
