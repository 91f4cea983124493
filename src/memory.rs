//! The npm package's allocator: 0.3 KB of code, where talc, which frees block by block, has 1.3 KB.
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
    /// Where free memory begins.
    free: Cell<usize>,
    /// How many bytes are in use: an empty block is not given back.
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
        Self { free: Cell::new(0), used: Cell::new(0) }
    }

    /// Whether memory up to there is there, or can be had.
    fn reach(end: usize) -> bool {
        let missing = end.saturating_sub(memory_size(0).saturating_mul(PAGE));
        missing == 0 || memory_grow(0, missing.div_ceil(PAGE)) != usize::MAX
    }
}

// SAFETY: blocks lie one after the other, after the module's own data, and memory is handed out again only
// when no block is in use.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = self.used.get();
        let free = if used == 0 { (&raw const __heap_base).addr() } else { self.free.get() };
        let (size, align) = (layout.size(), layout.align());
        let start = free.wrapping_add(align).wrapping_sub(1) & align.wrapping_neg();
        let end = start.checked_add(size);
        let Some(end) = end.filter(|end| *end >= free && Self::reach(*end)) else {
            return null_mut();
        };
        self.free.set(end);
        self.used.set(used.wrapping_add(size));
        start as *mut u8
    }

    unsafe fn dealloc(&self, _: *mut u8, layout: Layout) {
        self.used.set(self.used.get().wrapping_sub(layout.size()));
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = block.addr();
        // The last block grows where it is.
        if start.wrapping_add(layout.size()) == self.free.get() {
            let Some(end) = start.checked_add(size).filter(|end| Self::reach(*end)) else {
                return null_mut();
            };
            self.free.set(end);
            self.used.set(self.used.get().wrapping_sub(layout.size()).wrapping_add(size));
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
