/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf_dotnet.c -- .NET processes whose runtime describes itself: a program
 * with objects, an exception and an assembly that was compiled ahead of time,
 * rightly and wrongly.
 */
#include <string.h>

#include "corpora/core.h"
#include "corpora/sample.h"

#define CLR	"/usr/share/dotnet/libcoreclr.so"
#define CORELIB	"/usr/share/dotnet/System.Private.CoreLib.dll"

enum { P = 4096, OBJECTS = 40, OBJECT = 24 };

/* Where things are: the runtime with its data, the assembly, generated code
 * with data beside it, native memory, two regions of the heap. */
#define CLR_AT		UINT64_C(0x7fff70000000)
#define CLR_DATA	(CLR_AT + 4 * P)
#define DLL_AT		UINT64_C(0x7fff60000000)
#define JIT_AT		UINT64_C(0x7fff50000000)
#define NATIVE_AT	UINT64_C(0x7fff4000d000)	/* 3 pages of a block, and 2 */
#define HEAP_AT		UINT64_C(0x7fff20000000)
#define PINNED_AT	UINT64_C(0x7fff28000000)
#define TABLE		(CLR_DATA + 0x80)	/* a method table */
#define THREAD		(NATIVE_AT + 0x1100)
#define HANDLE		(NATIVE_AT + 0x2200)

static const char contract[] =
"{\"version\":0,\"types\":{\"Thread\":{\"LinkNext\":[112,\"pointer\"],"
"\"LastThrownObject\":[336,\"GCHandle\"],\"ExceptionTracker\":352},"
"\"ThreadStore\":{\"FirstThreadLink\":88},"
"\"ExceptionInfo\":{\"ThrownObject\":8,\"PreviousNestedInfo\":0},"
"\"Exception\":{\"_message\":16,\"_innerException\":32}},"
"\"globals\":{\"ThreadStore\":[[1],\"pointer\"]}}";

/* What a bad one has otherwise. */
struct lies {
	bool		 circles;	/* lists of threads, of exceptions */
	bool		 numbers;	/* counts, sizes and addresses */
};

static void
runtime(struct core *c, const struct lies *lies)
{
	uint64_t at = CLR_DATA + 0x200;

	core_image(c, CLR_AT, 5, 0xc2);
	core_poke(c, CLR_AT + P, contract, sizeof contract);
	core_poke(c, at, "DNCCDAC\0\1\0\0\0", 12);
	core_poke_word(c, at + 24, lies->numbers ? UINT32_MAX : 2);
	core_poke_word(c, at + 16, CLR_AT + P);
	core_poke_word(c, at + 32, CLR_DATA + 0x300);
	core_poke_word(c, at + 8, 1 | (uint64_t)(lies->numbers ? UINT32_MAX :
	    sizeof contract - 1) << 32);
	core_poke_word(c, CLR_DATA + 0x308, CLR_DATA + 0x400);
	core_poke_word(c, CLR_DATA + 0x400, NATIVE_AT + 0x1000);
	core_poke_word(c, TABLE, (uint64_t)OBJECT << 32);
	core_poke_word(c, TABLE + 8, 0);
}

static void
threads(struct core *c, const struct lies *lies)
{
	uint64_t first = HEAP_AT + 0x28, second = first + 10 * OBJECT;
	struct buf zeros = { NULL, 0, 0, false };

	buf_zeros(&zeros, 5 * P);
	core_poke(c, NATIVE_AT, zeros.v, zeros.n);
	buf_free(&zeros);
	core_poke_word(c, NATIVE_AT + 0x1000 + 88, THREAD + 112);
	core_poke_word(c, THREAD + 112, lies->circles ? THREAD + 112 : 0);
	core_poke_word(c, THREAD + 336, HANDLE);
	core_poke_word(c, THREAD + 352, lies->circles ? THREAD + 0x400 : 0);
	core_poke_word(c, THREAD + 0x400, THREAD + 0x400);
	core_poke_word(c, THREAD + 0x408, HANDLE);
	core_poke_word(c, HANDLE, first);
	core_poke_word(c, first + 32, lies->circles ? first : second);
}

static void
objects(struct core *c, uint64_t at, int n)
{
	for (at += 0x28; n > 0; n--, at += OBJECT) {
		core_poke_word(c, at, TABLE);
		core_poke_word(c, at + 8, 0);
		core_poke_word(c, at + 16, 0);
	}
}

/* Numbers of an assembly, by offsets from its start. */
static void
put32(struct core *c, uint64_t rva, uint32_t v)
{
	struct buf b = { NULL, 0, 0, false };

	buf_u32(&b, v);
	core_poke(c, DLL_AT + rva, b.v, b.n);
	buf_free(&b);
}

static void
put_section(struct core *c, unsigned i, const char *name, uint32_t rva,
    uint32_t size, uint32_t flags)
{
	uint64_t at = 0x80 + 24 + 240 + i * 40;

	core_poke(c, DLL_AT + at, name, strlen(name) + 1);
	put32(c, at + 8, size);
	put32(c, at + 12, rva);
	put32(c, at + 16, size);
	put32(c, at + 20, 0x200);
	put32(c, at + 36, flags);
}

/*
 * Code from 0x1000 on, data from 0x7000 on.  Its COM descriptor is at 0x1100,
 * metadata at 0x1200, the header of native code at 0x1300; 16 functions of
 * 256 bytes from 0x4000 on, with their unwind data at 0x3000.
 */
static void
assembly(struct core *c, const struct lies *lies)
{
	static const struct {
		uint32_t type, rva, size;
	} sections[] = {
		{ 100, 0x1400, 16 }, { 101, 0x7000, 20 }, { 102, 0x7100, 192 },
		{ 103, 0x1500, 64 }, { 108, 0x7400, 32 }, { 112, 0x1600, 16 },
	};
	struct buf zeros = { NULL, 0, 0, false };
	uint32_t i, n = sizeof sections / sizeof *sections;

	buf_zeros(&zeros, 0x400);
	core_poke(c, DLL_AT, zeros.v, zeros.n);
	core_assembly(c, DLL_AT);
	put32(c, 0x98 + 56, 0x9000);		/* size of the image */
	put32(c, 0x98 + 60, 0x400);		/* of its headers */
	put32(c, 0x98 + 108, 16);
	put32(c, 0x98 + 112 + 14 * 8, 0x1100);
	put32(c, 0x98 + 112 + 14 * 8 + 4, 72);
	put_section(c, 0, ".text", 0x1000, 0x6000, 0x60000020);
	put_section(c, 1, ".data", 0x7000, 0x2000, 0xc0000040);
	put32(c, 0x1108, 0x1200);
	put32(c, 0x110c, 0x100);
	put32(c, 0x1140, 0x1300);
	put32(c, 0x1144, 0x100);
	put32(c, 0x1300, 0x00525452);
	put32(c, 0x130c, lies->numbers ? 200 : n);
	for (i = 0; i < n; i++) {
		put32(c, 0x1310 + i * 12, sections[i].type);
		put32(c, 0x1314 + i * 12, sections[i].rva);
		put32(c, 0x1318 + i * 12, lies->numbers ? UINT32_MAX :
		    sections[i].size);
	}
	put32(c, 0x7000, 0x7800);		/* cells */
	put32(c, 0x7004, lies->numbers ? UINT32_MAX : 64);
	for (i = 0; i < 16; i++) {
		put32(c, 0x7100 + i * 12, 0x4000 + i * 0x100);
		put32(c, 0x7104 + i * 12, 0x4100 + i * 0x100);
		put32(c, 0x7108 + i * 12, lies->numbers ? UINT32_MAX - i :
		    0x3000 + i * 0x20);
	}
	buf_free(&zeros);
}

static void
process(struct buf *out, const struct lies *lies)
{
	struct shape shape = { 3, 4096, 4096, 0, false, false, false, false,
	    false, NULL };
	uint64_t stack = x86_64.stack;
	struct core c;

	core_begin(&c, &x86_64, P);
	c.signal = 6;
	c.random = stack + 4 * P - 0x200;
	c.execfn = stack + 4 * P - 0x100;
	core_map(&c, HEAP_AT, 2, 2, R | W, NULL, 0);
	core_map(&c, PINNED_AT, 1, 1, R | W, NULL, 0);
	core_map(&c, NATIVE_AT, 5, 5, R | W, NULL, 0);
	core_map(&c, JIT_AT, 1, 1, R | X, NULL, 0);
	core_map(&c, JIT_AT + P, 1, 1, R | W, NULL, 0);
	core_map(&c, DLL_AT, 1, 1, R, CORELIB, 0);
	core_map(&c, DLL_AT + P, 6, 6, R | X, CORELIB, 0);
	core_map(&c, DLL_AT + 7 * P, 2, 2, R | W, CORELIB, 6 * P);
	core_map(&c, CLR_AT, 2, 2, R, CLR, 0);
	core_map(&c, CLR_AT + 2 * P, 2, 2, R | X, CLR, 2 * P);
	core_map(&c, CLR_AT + 4 * P, 1, 1, R | W, CLR, 4 * P);
	core_map(&c, stack, 4, 4, R | W, NULL, 0);
	runtime(&c, lies);
	assembly(&c, lies);
	objects(&c, HEAP_AT, OBJECTS);
	objects(&c, PINNED_AT, 1);
	threads(&c, lies);
	/* A frame of the assembly, an object. */
	core_poke_word(&c, stack + 2 * P, DLL_AT + 0x4480);
	core_poke_word(&c, stack + 2 * P + 8, HEAP_AT + 0x1100);
	core_thread(&c, 902, CLR_AT + 2 * P + 0x10, stack + P + 0x600, 0);
	c.note_pad = 'F';
	core_kernel_notes(&c);
	core_write(&c, &shape, out);
}

static void
describes_itself(struct buf *out)
{
	process(out, &(struct lies){ false, false });
}

static void
circles(struct buf *out)
{
	process(out, &(struct lies){ true, false });
}

static void
numbers(struct buf *out)
{
	process(out, &(struct lies){ false, true });
}

const struct sample elf_dotnet[] = {
	{ "good/elf-dotnet.core", describes_itself, "0", "0", "0",
	    "A .NET process with objects on a border of 4 MiB, which "
	    "heap-managed finds, and a runtime that describes itself." },
	{ "bad/elf-dotnet-circles.core", circles, "0", "0", "0",
	    "Its list of threads runs in a circle, and so do exceptions "
	    "that are in each other." },
	{ "bad/elf-dotnet-numbers.core", numbers, "0", "0", "0",
	    "What its runtime and an assembly say of sizes and places cannot "
	    "be." },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
