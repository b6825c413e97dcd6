/* SPDX-License-Identifier: BSD-2-Clause */
/* synth_model.c -- models from text, and back to text. */
#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "filters/filter.h"
#include "lib/planning.h"
#include "model/names.h"
#include "process/classify.h"
#include "tests/synth_model.h"

static struct dump_err err;

struct maker {
	struct dump_model *m;
	uint64_t	 off;		/* of the next bytes in the source */
	uint32_t	 loads;
};

static void
must(int rc)
{
	ck_assert_msg(rc == 0, "%s", err.msg);
}

static uint64_t
number(const char *text)
{
	char *end;
	uint64_t n = strtoull(text, &end, 16);

	ck_assert_msg(end != text && *end == '\0', "not a number: %s", text);
	return n;
}

static struct span
span(const char *text)
{
	struct span s = { 0, 0 };
	int used = 0;

	ck_assert_msg(text != NULL && sscanf(text, "%" SCNx64 "+%" SCNx64 "%n",
	    &s.addr, &s.size, &used) == 2 && text[used] == '\0',
	    "not a range: %s", text != NULL ? text : "nothing");
	return s;
}

/* The value in "key=value", or NULL. */
static const char *
value(const char *field, const char *key)
{
	size_t n = strlen(key);

	return strncmp(field, key, n) == 0 && field[n] == '=' ?
	    field + n + 1 : NULL;
}

static void
add_bytes(struct maker *k, struct span at)
{
	must(model_add_piece(k->m, at.addr, at.size, k->off, &err));
	k->off += at.size;
}

static void
add_mapping(struct maker *k, struct span at, const char *file, bool deleted)
{
	struct mapping map = { .at = at };
	const char *off = strrchr(file, '@');
	char name[128];

	ck_assert_msg(off != NULL, "no offset: %s", file);
	snprintf(name, sizeof name, "%.*s%s", (int)(off - file), file,
	    deleted ? " (deleted)" : "");
	map.off = number(off + 1);
	must(model_add_file(k->m, name, strlen(name), &map.file, &err));
	must(model_add_mapping(k->m, &map, &err));
}

static uint32_t
prot_of(const char *rwx)
{
	return (rwx[0] == 'r' ? DUMP_R : 0u) | (rwx[1] == 'w' ? DUMP_W : 0u) |
	    (rwx[2] == 'x' ? DUMP_X : 0u);
}

static uint32_t
state_of(const char *word)
{
	static const struct {
		const char	*word;
		uint32_t	 bit;
	} states[] = {
		{ "private", REGION_PRIVATE }, { "image", REGION_IMAGE },
		{ "mapped", REGION_MAPPED }, { "reserved", REGION_RESERVED },
		{ "free", REGION_FREE }, { "guard", DUMP_GUARD },
		{ "uncached", REGION_UNCACHED },
		{ "writecopy", REGION_WRITECOPY }, { "unsure", DUMP_UNSURE },
	};
	size_t i;

	for (i = 0; i < sizeof states / sizeof *states; i++)
		if (strcmp(word, states[i].word) == 0)
			return states[i].bit;
	ck_abort_msg("unknown word: %s", word);
	return 0;
}

static void
add_region(struct maker *k, const char *rwx, char *rest)
{
	struct region r = { .mapping = NONE, .module = NONE };
	uint32_t prot = prot_of(rwx);
	bool present = true, deleted = false;
	const char *file = NULL, *v;
	char *field;

	r.at = span(strsep(&rest, " "));
	r.allocation = k->loads++;
	while ((field = strsep(&rest, " ")) != NULL)
		if (*field == '\0')
			continue;
		else if (strchr(field, '@') != NULL)
			file = field;
		else if (strcmp(field, "deleted") == 0)
			deleted = true;
		else if (strcmp(field, "absent") == 0)
			present = false;
		else if ((v = value(field, "has")) != NULL) {
			present = false;
			add_bytes(k, span(v));
		} else if ((v = value(field, "load")) != NULL)
			r.allocation = (uint32_t)number(v) + 0x1000;
		else
			prot |= state_of(field);
	r.prot = (uint16_t)prot;
	must(model_add_region(k->m, &r, &err));
	if (present)
		add_bytes(k, r.at);
	if (file != NULL)
		add_mapping(k, r.at, file, deleted);
}

static void
add_thread(struct maker *k, char *rest)
{
	struct thread t = { .record = NONE };
	const char *v;
	char *field;

	t.seen.pc = t.seen.sp = t.seen.fp = t.seen.tp = DUMP_NOWHERE;
	while ((field = strsep(&rest, " ")) != NULL)
		if ((v = value(field, "sp")) != NULL)
			t.seen.sp = number(v);
		else if ((v = value(field, "pc")) != NULL)
			t.seen.pc = number(v);
		else if ((v = value(field, "tp")) != NULL)
			t.seen.tp = number(v);
		else if ((v = value(field, "blocked")) != NULL)
			t.blocked = number(v);
		else if ((v = value(field, "stack")) != NULL) {
			t.seen.stack = span(v).addr;
			t.seen.stack_size = span(v).size;
		} else if (*field != '\0')
			ck_abort_msg("unknown key: %s", field);
	must(model_add_thread(k->m, &t, &err));
}

static void
add_module(struct maker *k, char *rest)
{
	struct dump_module mod = { 0 };
	struct span at;
	const char *v;
	char *field;

	field = strsep(&rest, " ");
	mod.name = arena_text(&k->m->text, field, strlen(field), &err);
	at = span(strsep(&rest, " "));
	mod.base = at.addr;
	mod.size = at.size;
	while ((field = strsep(&rest, " ")) != NULL)
		if ((v = value(field, "stamp")) != NULL)
			mod.stamp = (uint32_t)number(v);
	must(model_add_module(k->m, &mod, &err));
}

/* Of a group the first role; some roles are in no group. */
static void
add_record(struct maker *k, char *rest)
{
	struct record r = { .thread = -1 };
	const char *group = strsep(&rest, " ");
	uint32_t roles = roles_by_group(group);

	if (strcmp(group, "threads") == 0)
		r.role = ROLE_THREADS;
	else if (strcmp(group, "memory") == 0)
		r.role = ROLE_MEMORY;
	else if (strcmp(group, "auxiliary") == 0)
		r.role = ROLE_AUXILIARY;
	else if (strcmp(group, "user") == 0)
		r.role = ROLE_USER;
	else if (roles == 0)
		ck_abort_msg("unknown group: %s", group);
	else if (strcmp(group, "unknown") != 0)
		while ((roles >> r.role & 1) == 0)
			r.role++;
	r.type = (uint32_t)k->m->nrecords + 1;
	r.name = arena_text(&k->m->text, rest, strlen(rest), &err);
	must(model_add_record(k->m, &r, &err));
}

static void
set_auxv(struct dump_model *m, char *rest)
{
	const char *v;
	char *field;

	while ((field = strsep(&rest, " ")) != NULL)
		if ((v = value(field, "phdr")) != NULL)
			m->at_phdr = number(v);
		else if ((v = value(field, "phnum")) != NULL)
			m->at_phnum = (uint32_t)number(v);
		else if ((v = value(field, "phent")) != NULL)
			m->at_phent = (uint32_t)number(v);
		else if ((v = value(field, "random")) != NULL)
			m->at_random = number(v);
		else if ((v = value(field, "sysinfo")) != NULL)
			m->at_sysinfo = number(v);
		else if ((v = value(field, "entry")) != NULL)
			m->at_entry = number(v);
		else if ((v = value(field, "base")) != NULL)
			m->at_base = number(v);
		else if (*field != '\0')
			ck_abort_msg("unknown key: %s", field);
}

static void
set_machine(struct dump_model *m, const char *name)
{
	unsigned i;

	for (i = 0; i < MACHINES; i++)
		if (strcmp(machine_name((enum machine)i), name) == 0)
			m->machine = (enum machine)i;
	m->word = m->machine == MACHINE_X86 || m->machine == MACHINE_ARM ||
	    m->machine == MACHINE_MIPS ? 4 : 8;
}

static void
set_os(struct dump_model *m, const char *name)
{
	unsigned i;

	for (i = 0; i < OSES; i++)
		if (strcasecmp(os_name((enum os)i), name) == 0)
			m->os = (enum os)i;
	if (m->os == OS_WINDOWS)
		m->grain = 1;
}

static void
read_line(struct maker *k, char *line)
{
	char *word;

	line += strspn(line, " \t");
	if ((word = strsep(&line, " ")) == NULL || *word == '\0')
		return;
	if (strcmp(word, "machine") == 0)
		set_machine(k->m, line);
	else if (strcmp(word, "os") == 0)
		set_os(k->m, line);
	else if (strcmp(word, "writer") == 0)
		k->m->writer = strcmp(line, "gdb") == 0 ? WRITER_GDB :
		    strcmp(line, "createdump") == 0 ? WRITER_CREATEDUMP :
		    WRITER_KERNEL;
	else if (strcmp(word, "unblockable") == 0)
		k->m->signals_unblockable = number(line);
	else if (strcmp(word, "auxv") == 0)
		set_auxv(k->m, line);
	else if (strcmp(word, "thread") == 0)
		add_thread(k, line);
	else if (strcmp(word, "module") == 0)
		add_module(k, line);
	else if (strcmp(word, "record") == 0)
		add_record(k, line);
	else if (strcmp(word, "crash") == 0) {
		k->m->facts.crash.present = true;
		k->m->facts.crash.address = number(line);
	} else if (strcmp(word, "bytes") == 0)
		add_bytes(k, span(line));
	else if (strcmp(word, "map") == 0) {
		word = strsep(&line, " ");
		add_mapping(k, span(word), line, false);
	} else if (strlen(word) == 3 && strspn(word, "rwx-") == 3)
		add_region(k, word, line);
	else
		ck_abort_msg("unknown line: %s", word);
}

struct dump_model *
synth_model(const char *text)
{
	struct maker k = { 0 };
	char *copy = strdup(text), *rest = copy;

	must(model_new(&k.m, &err));
	k.m->machine = MACHINE_X86_64;
	k.m->os = OS_LINUX;
	k.m->writer = WRITER_KERNEL;
	/* KILL, STOP, and libc's two. */
	k.m->signals_unblockable = UINT64_C(0x180040100);
	while (rest != NULL)
		read_line(&k, strsep(&rest, "\n"));
	free(copy);
	must(model_settle(k.m, &err));
	return k.m;
}

struct dump_model *
synth_classified(const char *text)
{
	struct dump_model *m = synth_model(text);

	must(classify(m, &err));
	return m;
}

/* Text that grows in a static buffer. */
struct page {
	char	 v[8192];
	size_t	 n;
};

static void
page_put(struct page *p, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(p->v + p->n, sizeof p->v - p->n, fmt, ap);
	va_end(ap);
	p->n += (size_t)n;
	ck_assert_uint_lt(p->n, sizeof p->v);
}

/* Calls PUT for each run of regions of one class. */
static void
each_run(const struct dump_model *m, struct page *p,
    void (*put)(struct page *p, struct span at, enum dump_class class))
{
	struct span at = { 0, 0 };
	const struct region *r;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (at.size > 0 && at.addr + at.size == r->at.addr &&
		    r->class == r[-1].class) {
			at.size += r->at.size;
			continue;
		}
		if (at.size > 0)
			put(p, at, (enum dump_class)r[-1].class);
		at = r->at;
	}
	if (at.size > 0)
		put(p, at, (enum dump_class)m->regions[m->nregions - 1].class);
}

static void
put_named(struct page *p, struct span at, enum dump_class class)
{
	page_put(p, "%" PRIx64 "+%" PRIx64 " %s\n", at.addr, at.size,
	    dump_class_name(class));
}

const char *
synth_classes(const struct dump_model *m)
{
	static struct page p;

	p.n = 0;
	p.v[0] = '\0';
	each_run(m, &p, put_named);
	return p.v;
}

static void
put_range(struct page *p, uint64_t addr, uint64_t size)
{
	page_put(p, "%s%" PRIx64 "+%" PRIx64, p->n > 0 ? " " : "", addr, size);
}

const char *
synth_class(const struct dump_model *m, enum dump_class class)
{
	static struct page p;
	struct span at = { 0, 0 };
	size_t i;

	p.n = 0;
	p.v[0] = '\0';
	for (i = 0; i < m->nregions; i++) {
		if (m->regions[i].class != class)
			continue;
		if (at.size > 0 && at.addr + at.size == m->regions[i].at.addr) {
			at.size += m->regions[i].at.size;
			continue;
		}
		if (at.size > 0)
			put_range(&p, at.addr, at.size);
		at = m->regions[i].at;
	}
	if (at.size > 0)
		put_range(&p, at.addr, at.size);
	return p.v;
}

uint8_t *
synth_bytes(const struct dump_model *m, size_t *size)
{
	uint8_t *v;
	size_t i;

	*size = 0;
	for (i = 0; i < m->npieces; i++)
		if (m->pieces[i].off + m->pieces[i].at.size > *size)
			*size = (size_t)(m->pieces[i].off +
			    m->pieces[i].at.size);
	ck_assert_ptr_nonnull(v = calloc(1, *size + 1));
	return v;
}

size_t
synth_offset(const struct dump_model *m, uint64_t addr)
{
	uint32_t i = model_find_piece(m, addr);

	ck_assert_uint_ne(i, NONE);
	return (size_t)(m->pieces[i].off + (addr - m->pieces[i].at.addr));
}

struct dump_plan *
synth_plan(struct dump_model *m, ...)
{
	struct dump_plan *p;
	const char *filter;
	char name[128], *options;
	va_list ap;

	must(dump_plan_new(&p, m, &err));
	va_start(ap, m);
	while ((filter = va_arg(ap, const char *)) != NULL) {
		snprintf(name, sizeof name, "%s", filter);
		if ((options = strchr(name, ' ')) != NULL)
			*options++ = '\0';
		must(dump_plan_filter(p, name, options, &err));
	}
	va_end(ap);
	must(planning_decide(p, &err));
	return p;
}

const char *
synth_records(const struct dump_plan *p)
{
	static struct page page;
	size_t i;

	page.n = 0;
	page.v[0] = '\0';
	for (i = 0; i < p->m->nrecords; i++)
		if (p->drop_record == NULL || !p->drop_record[i])
			page_put(&page, "%s%s", page.n > 0 ? " " : "",
			    p->m->records[i].name);
	return page.v;
}

const char *
synth_kept(const struct dump_plan *p)
{
	static struct page page;
	struct span at = { 0, 0 };
	struct plan_walk w;
	struct extent e;

	page.n = 0;
	page.v[0] = '\0';
	plan_walk(&w, p);
	while (plan_next(&w, &e)) {
		if (at.size > 0 && at.addr + at.size == e.addr) {
			at.size += e.size;
			continue;
		}
		if (at.size > 0)
			put_range(&page, at.addr, at.size);
		at = (struct span){ e.addr, e.size };
	}
	if (at.size > 0)
		put_range(&page, at.addr, at.size);
	return page.v;
}
