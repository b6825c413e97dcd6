/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf_bad.c -- ELF cores whose numbers lie.  Each is a small good one with
 * one thing wrong.
 */
#include <string.h>

#include "base/bytes.h"
#include "corpora/core.h"
#include "corpora/sample.h"

/* Where things are in a 64-bit core of tiny(). */
enum {
	E_TYPE = 16, E_PHOFF = 32, E_SHOFF = 40, E_PHENTSIZE = 54,
	E_PHNUM = 56, E_SHNUM = 60,
	EHDR = 64, PHDR = 56,
	P_TYPE = 0, P_FLAGS = 4, P_OFFSET = 8, P_VADDR = 16, P_FILESZ = 32,
	P_MEMSZ = 40, P_ALIGN = 48
};

/* Parts of pages, packed: these files are many. */
static const struct shape packed = { 0, 256, 256, 4, false, false, false,
    false, false, NULL };

static void
tiny_core(struct core *c)
{
	uint64_t p = 4096, stack = x86_64.stack;

	core_begin(c, &x86_64, p);
	c->signal = 11;
	c->random = stack + 0x600;
	c->execfn = stack + 0x700;
	core_map(c, x86_64.exe, 1, 0, R | X, "/opt/app/app", 0);
	core_map(c, x86_64.exe + p, 1, 1, R | W, NULL, 0);
	c->segs[1].memsz = c->segs[1].filesz = 0x200;
	core_map(c, stack, 1, 1, R | W, NULL, 0);
	c->segs[2].memsz = c->segs[2].filesz = 0x800;
	/* A cut drops this. */
	core_map(c, stack - 0x10000, 1, 1, R, "/opt/app/data", 0);
	c->segs[3].memsz = c->segs[3].filesz = 0x100;
	core_thread(c, 42, x86_64.exe + 0x10, stack + 0x100, 0);
	core_prstatus(c, &c->threads[0]);
	core_prpsinfo(c);
	core_siginfo(c);
	core_auxv(c);
	core_files(c, p, 0);
}

static void
tiny(struct buf *out)
{
	struct core c;

	tiny_core(&c);
	core_write(&c, &packed, out);
}

/* Header I (0 is the notes), its field FIELD. */
static size_t
header(unsigned i, unsigned field)
{
	return EHDR + PHDR * i + field;
}

/* Where the note of TYPE has its sizes. */
static size_t
note(const struct buf *b, uint32_t type)
{
	size_t at = EHDR + PHDR * 5;

	while (le32(b->v + at + 8) != type)
		at += 12 + ((le32(b->v + at) + 3) & ~3U) +
		    ((le32(b->v + at + 4) + 3) & ~3U);
	return at;
}

static void
cut_in_header(struct buf *out)
{
	tiny(out);
	buf_cut(out, 40);
}

static void
cut_in_table(struct buf *out)
{
	tiny(out);
	buf_cut(out, EHDR + PHDR * 2 + 17);
}

static void
cut_before_notes(struct buf *out)
{
	tiny(out);
	buf_cut(out, EHDR + PHDR * 5);
}

static void
cut_in_notes(struct buf *out)
{
	tiny(out);
	buf_cut(out, note(out, NT_FILE) + 30);
}

static void
cut_before_memory(struct buf *out)
{
	tiny(out);
	buf_cut(out, le64(out->v + header(1, P_OFFSET)));
}

static void
cut_in_memory(struct buf *out)
{
	tiny(out);
	buf_cut(out, out->n - 0x900 - 123);
}

static void
cut_last_byte(struct buf *out)
{
	tiny(out);
	buf_cut(out, out->n - 1);
}

/* gdb's notes come last: they go first when the disk is full. */
static void
cut_gcore(struct buf *out)
{
	struct shape shape = { 0, 1, 1, 1, true, false, false, false, false,
	    NULL };
	struct core c;

	tiny_core(&c);
	core_write(&c, &shape, out);
	buf_cut(out, out->n - 300);
}

static void
entry_size_small(struct buf *out)
{
	tiny(out);
	buf_set16(out, E_PHENTSIZE, 8);
}

static void
entry_size_zero(struct buf *out)
{
	tiny(out);
	buf_set16(out, E_PHENTSIZE, 0);
}

static void
entry_size_huge(struct buf *out)
{
	tiny(out);
	buf_set16(out, E_PHENTSIZE, 0xffff);
}

static void
table_past_end(struct buf *out)
{
	tiny(out);
	buf_set64(out, E_PHOFF, out->n + 1);
}

static void
table_wraps(struct buf *out)
{
	tiny(out);
	buf_set64(out, E_PHOFF, UINT64_MAX - 16);
}

static void
table_over_header(struct buf *out)
{
	tiny(out);
	buf_set64(out, E_PHOFF, 8);
}

static void
no_headers(struct buf *out)
{
	tiny(out);
	buf_set16(out, E_PHNUM, 0);
}

static void
too_many_headers(struct buf *out)
{
	tiny(out);
	buf_set16(out, E_PHNUM, 60000);
}

/* PN_XNUM, and no section header to give the number. */
static void
xnum_without_section(struct buf *out)
{
	tiny(out);
	buf_set16(out, E_PHNUM, 0xffff);
	buf_set64(out, E_SHOFF, out->n + 100);
	buf_set16(out, E_SHNUM, 1);
}

static void
xnum_lies(struct buf *out)
{
	size_t at;

	tiny(out);
	buf_set16(out, E_PHNUM, 0xffff);
	at = buf_zeros(out, 64);
	buf_set64(out, E_SHOFF, at);
	buf_set16(out, E_SHNUM, 1);
	buf_set32(out, at + 44, 0xffffffff);
}

static void
class_unknown(struct buf *out)
{
	tiny(out);
	out->v[4] = 7;
}

static void
order_unknown(struct buf *out)
{
	tiny(out);
	out->v[5] = 0;
}

static void
notes_huge(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(0, P_FILESZ), UINT64_MAX - 0x1000);
}

static void
notes_past_end(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(0, P_OFFSET), UINT64_C(1) << 63);
}

static void
notes_all_zero(struct buf *out)
{
	size_t from = EHDR + PHDR * 5;

	tiny(out);
	memset(out->v + from, 0, le64(out->v + header(0, P_FILESZ)));
}

/* Two more headers name the notes: all of them, which the first one does not
 * any more, and all but the first. */
static void
notes_repeated(struct buf *out)
{
	uint64_t from = EHDR + PHDR * 5, second, size;

	tiny(out);
	size = le64(out->v + header(0, P_FILESZ));
	second = note(out, NT_PRPSINFO);
	buf_set32(out, header(1, P_TYPE), 4);
	buf_set64(out, header(1, P_OFFSET), from);
	buf_set64(out, header(1, P_FILESZ), size);
	buf_set32(out, header(3, P_TYPE), 4);
	buf_set64(out, header(3, P_OFFSET), second);
	buf_set64(out, header(3, P_FILESZ), from + size - second);
	buf_set64(out, header(0, P_FILESZ), note(out, NT_FILE) - from);
}

static void
note_name_huge(struct buf *out)
{
	tiny(out);
	buf_set32(out, note(out, NT_PRPSINFO), 0xfffffffd);
}

static void
note_desc_huge(struct buf *out)
{
	tiny(out);
	buf_set32(out, note(out, NT_PRPSINFO) + 4, 0xfffffffd);
}

static void
note_desc_zero(struct buf *out)
{
	tiny(out);
	buf_set32(out, note(out, NT_PRSTATUS) + 4, 0);
}

static void
files_count(struct buf *out)
{
	tiny(out);
	buf_set64(out, note(out, NT_FILE) + 20, UINT64_C(0x0aaaaaaaaaaaaaab));
}

static void
files_without_end(struct buf *out)
{
	size_t at;

	tiny(out);
	at = note(out, NT_FILE) + 20;
	memset(out->v + at + 40, 'x', 16);
}

static void
files_backwards(struct buf *out)
{
	size_t at;

	tiny(out);
	at = note(out, NT_FILE) + 20;
	buf_set64(out, at + 24, 0x1000);
}

static void
files_unit_zero(struct buf *out)
{
	tiny(out);
	buf_set64(out, note(out, NT_FILE) + 28, 0);
}

static void
page_size_lies(struct buf *out)
{
	size_t at;

	tiny(out);
	for (at = note(out, NT_AUXV) + 20; out->v[at] != 6; at += 16)
		;
	buf_set64(out, at + 8, 3);
}

static void
load_wraps(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(3, P_VADDR), UINT64_MAX - 0x3ff);
}

static void
load_past_end(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(2, P_OFFSET), UINT64_C(1) << 62);
}

static void
load_offset_wraps(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(2, P_OFFSET), UINT64_MAX - 100);
}

static void
load_size_all_ones(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(2, P_FILESZ), UINT64_MAX);
	buf_set64(out, header(2, P_MEMSZ), UINT64_MAX);
}

static void
load_file_over_memory(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(2, P_MEMSZ), 0x80);
}

static void
load_memory_huge(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(1, P_MEMSZ), UINT64_C(1) << 63);
}

static void
load_over_header(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(2, P_OFFSET), 0);
}

static void
load_align_odd(struct buf *out)
{
	tiny(out);
	buf_set64(out, header(2, P_ALIGN), 3);
	buf_set64(out, header(3, P_ALIGN), UINT64_MAX);
	buf_set64(out, header(2, P_VADDR), x86_64.exe + 0x1001);
}

/* LOADs of the same page of the file, one byte apart. */
static void
loads_share(struct buf *out)
{
	enum { LOADS = 500, PAGE = 4096, NOTE = 12 + 8 + 336 };
	uint8_t notes[NOTE];
	struct core c;
	unsigned i;
	size_t at;

	core_begin(&c, &x86_64, PAGE);
	core_thread(&c, 42, 0x20000, 0x10600, 0);
	core_prstatus(&c, &c.threads[0]);
	core_write(&c, &packed, out);
	memcpy(notes, out->v + EHDR + PHDR, NOTE);
	buf_cut(out, EHDR + PHDR);
	buf_set16(out, E_PHNUM, LOADS + 1);
	for (i = 0; i < LOADS; i++) {
		buf_u32(out, 1);
		buf_u32(out, R | W);
		buf_u64(out, EHDR + PHDR * (LOADS + 1) + NOTE + i);
		buf_u64(out, 0x10000 + (uint64_t)i * 2 * PAGE);
		buf_u64(out, 0);
		buf_u64(out, PAGE);
		buf_u64(out, PAGE);
		buf_u64(out, PAGE);
	}
	at = buf_add(out, notes, NOTE);
	buf_set64(out, header(0, P_OFFSET), at);
	for (i = 0; i < LOADS + PAGE; i += 4)
		buf_u32(out, i);
}

/* PRSTATUS of one thread twice, and one of no thread. */
static void
threads_twice(struct buf *out)
{
	struct core c;

	tiny_core(&c);
	core_prstatus(&c, &c.threads[0]);
	c.threads[0].tid = 0;
	core_prstatus(&c, &c.threads[0]);
	core_write(&c, &packed, out);
}

static void
only_headers(struct buf *out)
{
	tiny(out);
	buf_set32(out, header(0, P_TYPE), 0);
	buf_set32(out, header(1, P_TYPE), 0x6fffffff);
	buf_set32(out, header(2, P_TYPE), 0xffffffff);
	buf_set32(out, header(3, P_TYPE), 0);
	buf_set32(out, header(4, P_TYPE), 0);
}

/* Of a kernel: notes of owner VMCOREINFO, physical addresses. */
static void
kdump_core(struct buf *out)
{
	struct core c;

	tiny_core(&c);
	core_note(&c, &c.notes, "VMCOREINFO", 0, "OSRELEASE=6.1.0\n", 16);
	core_write(&c, &packed, out);
	buf_set64(out, header(2, 24), 0x100000);
}

#define BAD(name, make, cat, heap, info, what) \
	{ "bad/elf-" name ".core", make, cat, heap, info, what }

const struct sample elf_bad[] = {
	BAD("cut-in-header", cut_in_header, "3", "1", "1",
	    "Ends within the ELF header."),
	BAD("cut-in-table", cut_in_table, "3", "1", "1",
	    "Ends within the program headers."),
	BAD("cut-before-notes", cut_before_notes, "3", "1", "1",
	    "Ends before the first note."),
	BAD("cut-in-notes", cut_in_notes, "3", "3", "3",
	    "Ends within NT_FILE; the thread before it is there."),
	BAD("cut-before-memory", cut_before_memory, "3", "3", "3",
	    "All notes, no memory."),
	BAD("cut-in-memory", cut_in_memory, "3", "3", "3",
	    "Ends within the first of two LOADs with bytes."),
	BAD("cut-last-byte", cut_last_byte, "3", "3", "3",
	    "Lacks its last byte."),
	BAD("cut-gcore", cut_gcore, "3", "3", "3",
	    "Memory is whole, the notes behind it are cut."),
	BAD("entry-size-small", entry_size_small, "3", "1", "1",
	    "e_phentsize is 8."),
	BAD("entry-size-zero", entry_size_zero, "3", "1", "1",
	    "e_phentsize is 0."),
	BAD("entry-size-huge", entry_size_huge, "3", "3", "3",
	    "e_phentsize is 65535."),
	BAD("table-past-end", table_past_end, "3", "1", "1",
	    "e_phoff lies behind the file."),
	BAD("table-wraps", table_wraps, "3", "1", "1",
	    "e_phoff plus the table passes 2^64."),
	BAD("table-over-header", table_over_header, "3", "1", "1",
	    "e_phoff points into the ELF header."),
	BAD("no-headers", no_headers, "3", "1", "1", "e_phnum is 0."),
	BAD("too-many-headers", too_many_headers, "3", "3", "3",
	    "60,000 headers do not fit in the file."),
	BAD("xnum-without-section", xnum_without_section, "3", "3", "3",
	    "PN_XNUM, but section header 0 lies behind the file: the notes "
	    "tell where the table ends."),
	BAD("xnum-lies", xnum_lies, "0", "0", "0",
	    "PN_XNUM, and section header 0 claims 2^32 - 1 headers: what they "
	    "say themselves counts."),
	BAD("class-unknown", class_unknown, "3", "1", "1",
	    "EI_CLASS is 7."),
	BAD("order-unknown", order_unknown, "3", "1", "1",
	    "EI_DATA is 0."),
	BAD("notes-huge", notes_huge, "3", "3", "3",
	    "PT_NOTE of nearly 2^64 bytes."),
	BAD("notes-past-end", notes_past_end, "3", "3", "3",
	    "PT_NOTE at 2^63."),
	BAD("notes-all-zero", notes_all_zero, "0", "0", "0",
	    "Hundreds of notes of no owner, type and content."),
	BAD("notes-repeated", notes_repeated, "0", "0", "0",
	    "Three PT_NOTEs name the same notes: told once."),
	BAD("note-name-huge", note_name_huge, "3", "3", "3",
	    "A note's name has nearly 2^32 bytes."),
	BAD("note-desc-huge", note_desc_huge, "3", "3", "3",
	    "A note's descriptor has nearly 2^32 bytes."),
	BAD("note-desc-zero", note_desc_zero, "3", "3", "3",
	    "PRSTATUS of 0 bytes: what follows is no note."),
	BAD("files-count", files_count, "0", "0", "0",
	    "NT_FILE claims so many entries that their size wraps."),
	BAD("files-without-end", files_without_end, "0", "0", "0",
	    "NT_FILE whose second entry and last name are nothing but x."),
	BAD("files-backwards", files_backwards, "0", "0", "0",
	    "A mapping in NT_FILE ends before it starts."),
	BAD("files-unit-zero", files_unit_zero, "0", "0", "0",
	    "NT_FILE counts in pages of 0 bytes."),
	BAD("page-size-lies", page_size_lies, "0", "0", "0",
	    "AT_PAGESZ is 3."),
	BAD("load-wraps", load_wraps, "3", "3", "3",
	    "A LOAD passes the end of the address space."),
	BAD("load-past-end", load_past_end, "3", "3", "3",
	    "A LOAD's bytes lie at 2^62."),
	BAD("load-offset-wraps", load_offset_wraps, "3", "3", "3",
	    "p_offset plus p_filesz passes 2^64."),
	BAD("load-size-all-ones", load_size_all_ones, "3", "3", "3",
	    "A LOAD of 2^64 - 1 bytes."),
	BAD("load-file-over-memory", load_file_over_memory, "0", "0", "0",
	    "p_filesz is more than p_memsz: the bytes count."),
	BAD("load-memory-huge", load_memory_huge, "0", "0", "0",
	    "An empty LOAD of 2^63 bytes."),
	BAD("load-over-header", load_over_header, "0", "0", "0",
	    "A LOAD whose bytes are the headers."),
	BAD("load-align-odd", load_align_odd, "0", "0", "0",
	    "Alignments of 3 and 2^64 - 1, an odd address."),
	BAD("loads-share", loads_share, "0", "0", "0",
	    "500 LOADs share bytes of the file: the output could be far "
	    "larger."),
	BAD("threads-twice", threads_twice, "0", "0", "0",
	    "One thread three times, once with id 0."),
	BAD("only-unknown-headers", only_headers, "3", "1", "1",
	    "No LOAD, no note."),
	BAD("kernel-vmcore", kdump_core, "3", "1", "1",
	    "A core of a Linux kernel (VMCOREINFO), not of a process."),
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
