/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scrub_notes.c -- notes of which a few words or letters are scrubbed: the
 * names of mapped files, command lines, integer registers.
 */
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/text.h"
#include "elfcore/writer.h"

/* struct prpsinfo of Linux and FreeBSD, by its size. */
static const struct args {
	const char	*owner;
	uint16_t	 size, fname, psargs, length;
} args[] = {
	{ "CORE", 136, 40, 56, 80 }, { "CORE", 128, 32, 48, 80 },
	{ "CORE", 124, 28, 44, 80 },
	{ "FreeBSD", 120, 16, 33, 81 }, { "FreeBSD", 112, 8, 25, 81 },
};
enum { FNAME = 16 };

/* struct kinfo_vmentry of FreeBSD. */
enum { VM_FIRST = 4, VM_PATH = 136 };

/* Beside the program counter, the pointers to stack, frame and thread: link
 * registers, tables of contents, segments and flags, by their index. */
static const struct {
	enum machine	 machine;
	uint8_t		 kept[6];
} registers[] = {
	{ MACHINE_X86_64, { 17, 18, 20, 22, 25, 26 } },
	{ MACHINE_X86, { 14, 10, 9 } },
	{ MACHINE_ARM64, { 30, 33 } },
	{ MACHINE_ARM, { 7, 14, 16 } },
	{ MACHINE_RISCV64, { 1, 3 } }, { MACHINE_RISCV32, { 1, 3 } },
	{ MACHINE_PPC64, { 2, 33, 36, 37, 38 } },
	{ MACHINE_PPC, { 33, 36, 37, 38 } },
	{ MACHINE_S390X, { 0, 1, 16 } }, { MACHINE_S390, { 0, 1, 16 } },
	{ MACHINE_MIPS64, { 28, 31, 36, 37 } },
	{ MACHINE_MIPS, { 34, 37, 42, 43 } },
	{ MACHINE_LOONGARCH64, { 1 } },
	{ MACHINE_SPARC64, { 14, 15, 30, 31, 32, 34 } },
	{ MACHINE_ALPHA, { 26, 29 } },
	{ MACHINE_M68K, { 17 } },
};

/* What a note is read for. */
struct note {
	const struct output *w;
	const struct record *r;
	uint8_t		*p;
	size_t		 n;
	bool		 big;
	unsigned	 word;
};

static const struct args *
args_of(const struct record *r)
{
	size_t i;

	for (i = 0; i < sizeof args / sizeof *args; i++)
		if (strcmp(args[i].owner, r->owner) == 0 &&
		    args[i].size <= r->size)
			return &args[i];
	return NULL;
}

/* The path that TEXT of LEN bytes begins with loses its directory; what is
 * behind moves up.  Bytes that it is shorter by. */
static size_t
cut_path(char *text, size_t len, size_t private)
{
	memmove(text, text + private, len - private);
	memset(text + len - private, 0, private);
	return private;
}

/* The first argument is a path, which may have blanks in it, but ends in the
 * name of the program. */
static void
scrub_args(const struct note *n, const struct args *a)
{
	char *text = (char *)n->p + a->psargs, name[FNAME + 2], *found, *end;
	size_t len = strnlen(text, a->length), private;
	char copy[128];

	memcpy(copy, text, len);
	copy[len] = '\0';
	name[0] = '/';
	memcpy(name + 1, n->p + a->fname, FNAME);
	name[FNAME + 1] = '\0';
	found = name[1] == '\0' ? NULL : strstr(copy, name);
	end = found == NULL ? copy : found + 1;
	end += strcspn(end, " ");
	*end = '\0';
	private = text_path_private(copy);
	if ((n->w->p->scrub & SCRUB_NAMES) != 0)
		memset(text + (end - copy), 0,
		    a->length - (size_t)(end - copy));
	cut_path(text, len, private);
}

static void
scrub_files(const struct note *n)
{
	uint64_t count = 0, names;
	unsigned word = n->word;
	size_t at, len, left;
	char *text;

	if (n->n < 2 * word)
		return;
	count = get_word(n->big, word, n->p);
	/* Some kernels had wide words for narrow processes. */
	if (word == 4 && n->n >= 16 && (count == 0 ||
	    get_word(n->big, word, n->p + 4) == 0)) {
		word = 8;
		count = get_word(n->big, word, n->p);
	}
	if (!mul_u64(count, 3 * word, &names) ||
	    !fits(2 * word, names, n->n))
		return;
	at = 2 * word + (size_t)names;
	for (; count > 0 && at < n->n; count--) {
		text = (char *)n->p + at;
		left = n->n - at;
		if ((len = strnlen(text, left)) == left)
			return;
		cut_path(text, left, text_path_private(text));
		at += strlen(text) + 1;
	}
}

static void
scrub_map(const struct note *n)
{
	uint64_t size;
	size_t at, room, len;
	char *text;

	for (at = VM_FIRST; at + VM_PATH < n->n; at += (size_t)size) {
		size = get32(n->big, n->p + at);
		if (size <= VM_PATH || !fits(at, size, n->n))
			return;
		text = (char *)n->p + at + VM_PATH;
		room = (size_t)size - VM_PATH;
		if ((len = strnlen(text, room)) < room)
			cut_path(text, len, text_path_private(text));
	}
}

/* Words of WIDTH bytes from AT on, unless one of the values is known to be of
 * use, or the index is in KEPT. */
static void
scrub_words(const struct note *n, size_t from, unsigned width,
    const uint8_t *kept, size_t nkept)
{
	const struct dump_plan *p = n->w->p;
	uint32_t thread = n->r->thread < 0 ? NONE : (uint32_t)n->r->thread;
	const struct dump_thread *t = thread == NONE ? NULL :
	    &p->m->threads[thread].seen;
	uint64_t word;
	size_t at, i, k;

	for (at = from, i = 0; at + width <= n->n; at += width, i++) {
		word = get_word(n->big, width, n->p + at);
		for (k = 0; k < nkept && kept[k] != i; k++)
			continue;
		if (k < nkept || (t != NULL && (word == t->pc ||
		    word == t->sp || word == t->fp || word == t->tp)))
			continue;
		if (!p->scrub_word(p->scrub_ctx, thread, word, n->word))
			put_word(n->big, width, n->p + at, 0);
	}
}

/* NT_PRSTATUS of Linux. */
static void
scrub_registers(const struct note *n)
{
	const struct elfcore_registers *regs = elfcore_prstatus(&n->w->ehdr);
	const uint8_t *kept = NULL;
	size_t i, nkept = 0;

	for (i = 0; i < sizeof registers / sizeof *registers; i++)
		if (registers[i].machine == n->w->p->m->machine) {
			kept = registers[i].kept;
			nkept = sizeof registers[i].kept;
		}
	/* Index 0 stands for "no more" in all rows but one. */
	if (n->w->p->m->machine != MACHINE_S390X &&
	    n->w->p->m->machine != MACHINE_S390)
		while (nkept > 0 && kept[nkept - 1] == 0)
			nkept--;
	scrub_words(n, elfcore_prstatus_start(&n->w->ehdr), regs->size != 0 ?
	    regs->size : n->word, kept, nkept);
}

enum kind { NOTHING, FILES, MAP, ARGS, REGISTERS, OTHERS, SIGNAL };

static enum kind
kind_of(const struct dump_plan *p, const struct record *r)
{
	bool paths = (p->scrub & SCRUB_PATHS) != 0;
	bool words = (p->scrub & SCRUB_REGISTERS) != 0;

	if (paths && r->role == ROLE_MAP)
		return strcmp(r->name, "FILE") == 0 ? FILES : MAP;
	if ((p->scrub & (SCRUB_PATHS | SCRUB_NAMES)) != 0 &&
	    strcmp(r->name, "PRPSINFO") == 0 && args_of(r) != NULL)
		return ARGS;
	if (words && r->role == ROLE_THREADS)
		return strcmp(r->owner, "CORE") == 0 ? REGISTERS :
		    strcmp(r->name, "DELVE_THREAD") == 0 ? NOTHING : OTHERS;
	return words && strcmp(r->name, "SIGINFO") == 0 ? SIGNAL : NOTHING;
}

bool
output_edits_note(const struct dump_plan *p, const struct record *r)
{
	enum { MOST = 64 << 20 };

	return r->size <= MOST && kind_of(p, r) != NOTHING;
}

void
output_edit_note(const struct output *w, const struct record *r, uint8_t *p,
    size_t len)
{
	struct note n = { w, r, p, len, elfcore_big(&w->ehdr),
		elfcore_word(&w->ehdr) };

	switch (kind_of(w->p, r)) {
	case FILES:
		scrub_files(&n);
		break;
	case MAP:
		scrub_map(&n);
		break;
	case ARGS:
		scrub_args(&n, args_of(r));
		break;
	case REGISTERS:
		scrub_registers(&n);
		break;
	case OTHERS:
		/* FreeBSD has the number of the thread and more before. */
		scrub_words(&n, strcmp(r->owner, "FreeBSD") != 0 ? 0 :
		    n.word == 8 ? 48 : 28, n.word, NULL, 0);
		break;
	case SIGNAL:
		/* Behind signal, error and code. */
		scrub_words(&n, n.word == 8 ? 16 : 12, n.word, NULL, 0);
		break;
	case NOTHING:
		break;
	}
}
