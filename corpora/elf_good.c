/* SPDX-License-Identifier: BSD-2-Clause */
/* elf_good.c -- ELF cores as each writer on Linux lays them out. */
#include <string.h>

#include "corpora/core.h"
#include "corpora/sample.h"

static void
kernel(struct buf *out, const struct machine *m, uint64_t page, bool rich)
{
	struct shape shape = kernel_shape;
	struct core c;

	core_story(&c, m, page, rich);
	core_kernel_notes(&c);
	shape.align = shape.load_align = (uint32_t)page;
	core_write(&c, &shape, out);
}

static void
kernel_x86_64(struct buf *out)
{
	kernel(out, &x86_64, 4096, true);
}

static void
kernel_i386(struct buf *out)
{
	kernel(out, &i386, 4096, false);
}

static void
kernel_aarch64(struct buf *out)
{
	kernel(out, &aarch64, 4096, false);
}

static void
kernel_arm(struct buf *out)
{
	kernel(out, &arm, 4096, false);
}

static void
kernel_riscv64(struct buf *out)
{
	kernel(out, &riscv64, 4096, false);
}

static void
kernel_ppc64le(struct buf *out)
{
	kernel(out, &ppc64le, 4096, false);
}

static void
kernel_ppc64(struct buf *out)
{
	kernel(out, &ppc64, 4096, false);
}

static void
kernel_s390x(struct buf *out)
{
	kernel(out, &s390x, 4096, false);
}

static void
kernel_mips(struct buf *out)
{
	kernel(out, &mips, 4096, false);
}

/* Pages of 16 KiB: a cut must not widen to 4. */
static void
kernel_big_pages(struct buf *out)
{
	struct shape shape = kernel_shape;
	uint64_t p = 16384, exe = aarch64.exe, stack = 0xfffff0000000;
	struct core c;

	core_begin(&c, &aarch64, p);
	c.signal = 6;
	c.random = stack + p - 0x200;
	c.execfn = stack + p - 0x100;
	core_map(&c, exe, 1, 0, R | X, "/opt/app/app", 0);
	core_map(&c, exe + p, 1, 0, R, "/opt/app/data", 0);
	core_map(&c, stack, 2, 2, R | W, NULL, 0);
	c.random = stack + 2 * p - 0x200;
	core_thread(&c, 77, exe + 0x10, stack + p + 0x800, 0);
	core_kernel_notes(&c);
	shape.align = shape.load_align = (uint32_t)p;
	core_write(&c, &shape, out);
}

/* coredump_filter 0x3f: text and read-only data are there. */
static void
kernel_with_text(struct buf *out)
{
	struct core c;
	size_t i;

	core_story(&c, &x86_64, 4096, false);
	for (i = 1; i < 3; i++) {
		c.segs[i].filesz = c.segs[i].memsz;
		buf_fill(&c.segs[i].bytes, (uint8_t)(0x90 + i),
		    c.segs[i].filesz);
	}
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

/* Two heaps that were hardly used. */
static void
kernel_zero_runs(struct buf *out)
{
	uint64_t at = 0x7fffe0000000, size;
	struct core c;
	struct seg *s;
	int i;

	core_story(&c, &x86_64, 4096, false);
	for (i = 0; i < 2; i++) {
		s = core_map(&c, at + (uint64_t)i * 0x100000, 20, 20, R | W,
		    NULL, 0);
		size = s->filesz - 4096;
		memset(s->bytes.v + (i == 0 ? 4096 : 0), 0, size);
	}
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

static void
no_file_note(struct buf *out)
{
	struct core c;
	size_t i;

	core_story(&c, &x86_64, 4096, false);
	for (i = 0; i < c.nthreads; i++) {
		core_prstatus(&c, &c.threads[i]);
		if (i == 0) {
			core_prpsinfo(&c);
			core_auxv(&c);
		}
		core_fpregset(&c);
	}
	core_write(&c, &kernel_shape, out);
}

/* gdb: notes last, R for every protection, zeros for what is not readable. */
static void
gcore(struct buf *out)
{
	struct shape shape = { 0, 1, 1, 1, true, false, false, true, false,
	    NULL };
	static const char target[] =
	    "<?xml version=\"1.0\"?><target><architecture>i386:x86-64"
	    "</architecture></target>";
	uint64_t p = 4096;
	struct core c;
	size_t i, n;

	core_story(&c, &x86_64, p, false);
	/* Text is left out altogether. */
	for (i = n = 0; i < c.nsegs; i++)
		if (c.segs[i].filesz != 0 || c.segs[i].flags == 0)
			c.segs[n++] = c.segs[i];
	c.nsegs = n;
	for (i = 0; i < c.nsegs; i++)
		if (c.segs[i].flags == 0) {
			c.segs[i].flags = R;
			c.segs[i].filesz = c.segs[i].memsz;
			buf_zeros(&c.segs[i].bytes, c.segs[i].memsz);
		}
	core_map(&c, x86_64.lib + 0x200 * p, 2, 2, R, NULL, 0);
	memset(c.segs[c.nsegs - 1].bytes.v, 0, 2 * p);
	core_map(&c, x86_64.lib + 0x210 * p, 1, 1, R, NULL, 0);

	core_prpsinfo(&c);
	for (i = 0; i < c.nthreads; i++) {
		core_prstatus(&c, &c.threads[i]);
		core_fpregset(&c);
		core_siginfo(&c);
	}
	core_auxv(&c);
	core_files(&c, 1, 0);
	core_note(&c, &c.notes, "GDB", NT_GDB_TDESC, target, sizeof target);
	core_write(&c, &shape, out);
}

static void
createdump_notes(struct core *c)
{
	size_t i;

	c->note_pad = 'F';
	core_prpsinfo(c);
	core_auxv(c);
	core_files(c, c->page, 3);
	for (i = 0; i < c->nthreads; i++) {
		core_prstatus(c, &c->threads[i]);
		core_fpregset(c);
	}
}

#define CLR	"/usr/share/dotnet/libcoreclr.so"
#define CORELIB	"/usr/share/dotnet/System.Private.CoreLib.dll"
#define APP_DLL	"/opt/app/orders.dll"

/* What createdump makes of neighbours with the same flags. */
static void
join(struct core *c, size_t into)
{
	struct seg *s = &c->segs[into];

	buf_add(&s->bytes, s[1].bytes.v, s[1].bytes.n);
	s->memsz += s[1].memsz;
	s->filesz += s[1].filesz;
	buf_free(&s[1].bytes);
	memmove(s + 1, s + 2, (c->nsegs - into - 2) * sizeof *s);
	c->nsegs--;
}

/*
 * A .NET process: the runtime, CoreLib laid out as an image and once more
 * flat, an assembly flat, generated code, the page that createdump makes up.
 */
static void
createdump(struct buf *out)
{
	struct shape shape = { 3, 4096, 4096, 0, false, false, false, false,
	    false, NULL };
	uint64_t p = 4096, at = 0x7fff70000000;
	struct core c;

	core_begin(&c, &x86_64, p);
	c.signal = 6;
	c.page = p;
	c.random = x86_64.stack + 2 * p - 0x200;
	c.execfn = x86_64.stack + 2 * p - 0x100;
	core_map(&c, at, 1, 1, R, CLR, 0);
	core_map(&c, at + 1 * p, 1, 1, R | X, CLR, p);
	core_map(&c, at + 2 * p, 1, 1, R | W, CLR, 2 * p);
	core_map(&c, at + 4 * p, 1, 1, R, CORELIB, 0);
	core_map(&c, at + 5 * p, 1, 1, R | X, CORELIB, 0);
	core_map(&c, at + 6 * p, 1, 1, R | W, CORELIB, p);
	core_map(&c, at + 8 * p, 1, 1, R, CORELIB, 0);
	core_map(&c, at + 9 * p, 1, 1, R, APP_DLL, 0);
	core_map(&c, at + 11 * p, 1, 1, R | X, NULL, 0);
	core_map(&c, at + 12 * p, 1, 1, R | W, NULL, 0);
	core_map(&c, x86_64.stack, 2, 2, R | W, NULL, 0);
	core_map(&c, 0x7ffffff10000, 1, 1, R, NULL, 0);
	core_image(&c, at, 3, 0xc1);
	core_assembly(&c, at + 4 * p);
	core_assembly(&c, at + 8 * p);
	core_assembly(&c, at + 9 * p);
	core_poke(&c, 0x7ffffff10000, "DIAGINFOHEADER\0\0\1\0\0\0", 20);
	core_thread(&c, 900, at + p + 0x10, x86_64.stack + p + 0x600, 0);
	createdump_notes(&c);
	join(&c, 6);
	core_write(&c, &shape, out);
}

/* All in one file: assemblies lie in the executable, behind its image. */
static void
single_file(struct buf *out)
{
	static const char exe[] = "/opt/app/stockroom";
	struct shape shape = { 3, 4096, 4096, 0, false, false, false, false,
	    false, NULL };
	uint64_t p = 4096, at = x86_64.exe, dll = x86_64.lib;
	struct core c;

	core_begin(&c, &x86_64, p);
	c.signal = 6;
	c.phdr = at + 64;
	c.phnum = 6;
	c.entry = at + p + 0x40;
	c.random = x86_64.stack + p - 0x200;
	c.execfn = x86_64.stack + p - 0x100;
	core_map(&c, at, 1, 1, R, exe, 0);
	core_map(&c, at + p, 1, 1, R | X, exe, p);
	core_map(&c, at + 2 * p, 1, 1, R | W, exe, 2 * p);
	core_map(&c, dll, 1, 1, R, exe, 0x40 * p);
	core_map(&c, dll + p, 1, 1, R | X, exe, 0x41 * p);
	core_map(&c, dll + 4 * p, 1, 1, R, exe, 0x50 * p);
	core_map(&c, at + 0x200 * p, 1, 1, R | W, NULL, 0);
	core_map(&c, x86_64.stack, 1, 1, R | W, NULL, 0);
	core_map(&c, 0x7ffffff10000, 1, 1, R, NULL, 0);
	core_image(&c, at, 4, 0x51);
	core_poke(&c, 0x7ffffff10000, "DIAGINFOHEADER\0\0\1\0\0\0", 20);
	core_thread(&c, 901, at + p + 0x10, x86_64.stack + 0x600, 0);
	createdump_notes(&c);
	core_write(&c, &shape, out);
}

/* The kernel's headers and offsets, and holes where something was left out:
 * p_filesz claims bytes that read as zero. */
static void
minicoredumper(struct buf *out)
{
	struct core c;
	size_t i;

	core_story(&c, &x86_64, 4096, false);
	for (i = 0; i < c.nsegs; i++)
		if (c.segs[i].file != NULL && c.segs[i].filesz != 0 &&
		    !(c.segs[i].flags & W))
			memset(c.segs[i].bytes.v, 0, c.segs[i].bytes.n);
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
	buf_align(out, 8);
	buf_set64(out, 40, out->n);
	buf_set16(out, 58, 64);
	buf_set16(out, 60, 2);
	buf_zeros(out, 64);
	buf_u32(out, 1);
	buf_u32(out, 7);
	for (i = 0; i < 7; i++)
		buf_u64(out, i == 2 ? 0x2000 : 0);
}

/* Sizes cut to a limit: 0 < p_filesz < p_memsz. */
static void
google_coredumper(struct buf *out)
{
	struct shape shape = { 0, 4096, 4096, 0, false, false, false, false,
	    true, NULL };
	struct buf user = { NULL, 0, 0, false };
	struct core c;
	size_t i;

	core_story(&c, &x86_64, 4096, false);
	c.segs[5].memsz += 0x10000;
	core_prpsinfo(&c);
	buf_zeros(&user, 912);
	core_note(&c, &c.notes, "CORE", 4, user.v, user.n);
	buf_free(&user);
	core_auxv(&c);
	for (i = 0; i < c.nthreads; i++) {
		core_prstatus(&c, &c.threads[i]);
		core_fpregset(&c);
	}
	core_note(&c, &c.notes, "app", 77, "a note of the program", 22);
	core_write(&c, &shape, out);
}

static void
md2core(struct buf *out)
{
	struct shape shape = { 0, 1, 4096, 0, false, false, false, false,
	    true, NULL };
	struct core c;
	size_t i, n;

	core_story(&c, &x86_64, 4096, false);
	core_prpsinfo(&c);
	core_auxv(&c);
	for (i = 0; i < c.nthreads; i++) {
		core_prstatus(&c, &c.threads[i]);
		core_fpregset(&c);
	}
	/* Only what the minidump had: stacks. */
	for (i = n = 0; i < c.nsegs; i++) {
		if (c.segs[i].memsz == 2 * 4096 && (c.segs[i].flags & W)) {
			c.segs[i].filesz -= 0x9fd;
			buf_cut(&c.segs[i].bytes, c.segs[i].filesz);
		} else if (c.segs[i].filesz != 0)
			buf_cut(&c.segs[i].bytes, c.segs[i].filesz = 0);
		c.segs[n++] = c.segs[i];
	}
	core_write(&c, &shape, out);
	for (i = 0; i < n; i++)		/* empty ones have no place */
		if (c.segs[i].filesz == 0)
			buf_set64(out, 64 + 56 * (i + 1) + 8, 0);
}

/* Ranges below a page, packed, and notes of its own in a second PT_NOTE. */
static void
memfault(struct buf *out)
{
	struct shape shape = { 0, 1, 0, 0, false, false, false, false, false,
	    NULL };
	uint64_t stack = aarch64.stack, lib = aarch64.lib;
	struct core c;
	struct seg *s;

	core_begin(&c, &aarch64, 4096);
	c.signal = 11;
	c.random = stack + 4096 - 0x200;
	c.execfn = stack + 4096 - 0x100;
	s = core_map(&c, stack + 0x610, 1, 1, R | W, NULL, 0);
	s->memsz = s->filesz = 4096 - 0x610;
	s = core_map(&c, lib + 0x28, 1, 1, R | W, NULL, 0);
	s->memsz = s->filesz = 40;
	s = core_map(&c, lib + 0x431, 1, 1, R | W, NULL, 0);
	s->memsz = s->filesz = 19;
	core_thread(&c, 31, lib + 0x1000, stack + 0x620, lib + 0x9000);
	core_kernel_notes(&c);
	core_note(&c, &c.more, "Memfault", 0x4154454d, "\xa1\x01\x02", 3);
	core_note(&c, &c.more, "Memfault", 0x4154454e, "said before", 12);
	core_write(&c, &shape, out);
}

static void
qemu_user(struct buf *out)
{
	struct core c;
	size_t i;

	core_story(&c, &s390x, 4096, false);
	for (i = 0; i < c.nthreads; i++) {
		core_prstatus(&c, &c.threads[i]);
		if (i == 0) {
			core_prpsinfo(&c);
			core_auxv(&c);
		}
	}
	core_write(&c, &kernel_shape, out);
}

/* delve: names without NUL, a note a thread, the table behind everything. */
static void
delve(struct buf *out)
{
	struct shape shape = { 0, 1, 0, 4, true, false, true, false, false,
	    NULL };
	static const char header[] = "Target Pid: 4711\nEntry Point: 0x401000\n";
	struct core c;
	struct buf *n = &c.notes;

	core_story(&c, &x86_64, 4096, false);
	core_auxv(&c);
	core_files(&c, 4096, 0);
	core_prstatus(&c, &c.threads[0]);
	buf_u32(n, 12);
	buf_u32(n, sizeof header - 1);
	buf_u32(n, 0x444c5645);
	buf_add(n, "DELVE HEADER", 12);
	buf_add(n, header, sizeof header - 1);
	buf_align(n, 4);
	buf_u32(n, 0);
	buf_u32(n, 40);
	buf_u32(n, 0x444c5654);
	buf_u64(n, c.threads[0].tid);
	buf_u64(n, c.threads[0].pc);
	buf_u64(n, c.threads[0].sp);
	buf_u64(n, c.threads[0].fp);
	buf_u64(n, c.threads[0].tp);
	core_write(&c, &shape, out);
}

/* kernel.core_sort_vma: the smallest come first, in table and file. */
static void
sorted_by_size(struct buf *out)
{
	struct core c;
	struct seg s;
	size_t i, j;

	core_story(&c, &x86_64, 4096, false);
	for (i = 1; i < c.nsegs; i++)
		for (j = i; j > 0 && c.segs[j].filesz < c.segs[j - 1].filesz;
		    j--) {
			s = c.segs[j];
			c.segs[j] = c.segs[j - 1];
			c.segs[j - 1] = s;
		}
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

static void
descending(struct buf *out)
{
	struct core c;
	struct seg s;
	size_t i;

	core_story(&c, &x86_64, 4096, false);
	for (i = 0; i < c.nsegs / 2; i++) {
		s = c.segs[i];
		c.segs[i] = c.segs[c.nsegs - 1 - i];
		c.segs[c.nsegs - 1 - i] = s;
	}
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

/* The table by address, the memory in the file the other way round. */
static void
offsets_descend(struct buf *out)
{
	struct shape shape = kernel_shape;
	uint8_t order[SEGS_MAX];
	struct core c;
	size_t i;

	core_story(&c, &x86_64, 4096, false);
	core_kernel_notes(&c);
	for (i = 0; i < c.nsegs; i++)
		order[i] = (uint8_t)(c.nsegs - 1 - i);
	shape.order = order;
	core_write(&c, &shape, out);
}

/* Two LOADs of the same addresses; the first counts. */
static void
overlapping(struct buf *out)
{
	struct core c;
	struct seg *s;

	core_story(&c, &x86_64, 4096, false);
	s = core_map(&c, x86_64.stack + 4096, 2, 2, R | W, NULL, 0);
	buf_cut(&s->bytes, 0);
	buf_fill(&s->bytes, 0xee, s->filesz);
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
}

/* Zero pages stored once: all their LOADs point at one block. */
static void
shared_zeros(struct buf *out)
{
	struct core c;
	uint64_t p = 4096, heap = x86_64.exe + 0x40 * p, zeros = 0;
	size_t i, first;

	core_story(&c, &x86_64, p, false);
	first = c.nsegs;
	for (i = 0; i < 6; i++)
		core_map(&c, heap + i * p, 1, i == 0, R | W, NULL, 0);
	memset(c.segs[first].bytes.v, 0, p);
	core_kernel_notes(&c);
	core_write(&c, &kernel_shape, out);
	zeros = c.segs[first].off;
	for (i = first + 1; i < c.nsegs; i++) {
		buf_set64(out, 64 + 56 * (i + 1) + 8, zeros);
		buf_set64(out, 64 + 56 * (i + 1) + 32, p);
	}
}

#define GOOD(name, make, what)	{ "good/elf-" name ".core", make, "0", "0", \
	"0", what }

const struct sample elf_good[] = {
	GOOD("kernel-x86-64", kernel_x86_64, "The Linux kernel, x86-64: two "
	    "threads, a guard, a reservation, half of each stack dead."),
	GOOD("kernel-i386", kernel_i386, "The same for i386, whose thread "
	    "pointer is in NT_386_TLS."),
	GOOD("kernel-aarch64", kernel_aarch64, "aarch64: thread pointer in "
	    "NT_ARM_TLS."),
	GOOD("kernel-arm", kernel_arm, "32-bit arm."),
	GOOD("kernel-riscv64", kernel_riscv64, "riscv64."),
	GOOD("kernel-ppc64le", kernel_ppc64le, "ppc64, little-endian."),
	GOOD("kernel-ppc64", kernel_ppc64, "ppc64, big-endian."),
	GOOD("kernel-s390x", kernel_s390x, "s390x, big-endian."),
	GOOD("kernel-mips", kernel_mips, "mips o32, big-endian."),
	GOOD("kernel-16k-pages", kernel_big_pages, "Pages of 16 KiB: cuts "
	    "widen to those."),
	GOOD("kernel-with-text", kernel_with_text, "Filter 0x3f: code and "
	    "read-only data are there, and go."),
	GOOD("kernel-zero-runs", kernel_zero_runs, "Two heaps that are all "
	    "zeros but for a page."),
	GOOD("no-file-note", no_file_note, "NT_FILE is missing, as in the "
	    "largest cores: nothing is known to be of a file."),
	GOOD("gcore", gcore, "gdb: notes behind the memory, no PROT_NONE, "
	    "reservations as zeros; those go, the page of data stays."),
	GOOD("createdump", createdump, "A .NET process by createdump: a LOAD "
	    "across two assemblies, CoreLib twice, the made-up page."),
	GOOD("createdump-single-file", single_file, "A .NET program in one "
	    "file: its assemblies lie behind its own image."),
	GOOD("minicoredumper", minicoredumper, "Kernel headers with zeros for "
	    "what was left out; a section table."),
	GOOD("google-coredumper", google_coredumper, "A heap cut to a size "
	    "limit, a note of the program's own, no NT_FILE."),
	GOOD("breakpad-md2core", md2core, "Made of a minidump: LOADs without "
	    "bytes have offset 0, the others odd sizes."),
	GOOD("memfault", memfault, "Ranges of 19 and 40 bytes, and a second "
	    "PT_NOTE."),
	GOOD("qemu-user", qemu_user, "qemu's own core of an s390x program."),
	GOOD("delve", delve, "Header table and notes behind the memory, note "
	    "names without NUL."),
	GOOD("sorted-by-size", sorted_by_size, "kernel.core_sort_vma: LOADs "
	    "in order of size."),
	GOOD("descending", descending, "LOADs and memory from the highest "
	    "address down."),
	GOOD("offsets-descend", offsets_descend, "LOADs by address, their "
	    "memory in the opposite order."),
	GOOD("overlapping", overlapping, "Two LOADs claim a page; the first "
	    "one counts."),
	GOOD("shared-zeros", shared_zeros, "Six LOADs of zeros share one page "
	    "of the file."),
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
