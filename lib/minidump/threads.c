/* SPDX-License-Identifier: BSD-2-Clause */
/* threads.c -- ThreadList, ThreadExList, ThreadInfoList, ThreadNames. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/err.h"
#include "minidump/minidump.h"

/* MINIDUMP_THREAD, and what MINIDUMP_THREAD_EX has behind it. */
enum {
	T_ID = 0, T_TEB = 16, T_STACK = 24, T_CONTEXT = 40, T_BACKING = 48
};

/* Thread ids by number, to find threads that another list had. */
struct known {
	uint32_t	 id, index;
};

struct threads {
	struct minidump	*md;
	struct known	*v;
	size_t		 n;
};

static int
by_id(const void *va, const void *vb)
{
	const struct known *a = va, *b = vb;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* Makes the index anew from what the model has. */
static int
know_threads(struct threads *t, struct dump_err *err)
{
	const struct dump_model *m = t->md->m;
	size_t i;

	free(t->v);
	t->n = m->nthreads;
	if ((t->v = malloc((t->n + 1) * sizeof *t->v)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < t->n; i++)
		t->v[i] = (struct known){ (uint32_t)m->threads[i].seen.id,
		    (uint32_t)i };
	qsort(t->v, t->n, sizeof *t->v, by_id);
	return 0;
}

/* First entry of the index with that id, or T->n. */
static size_t
find(const struct threads *t, uint32_t id)
{
	size_t low = 0, high = t->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (t->v[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->n && t->v[low].id == id ? low : t->n;
}

/* Does a list have this very range at this very place?  Only answered where
 * the lists are in order; elsewhere all of it is sorted later anyway. */
static bool
listed(const struct dump_model *m, size_t npieces, struct span at,
    uint64_t off)
{
	const struct piece *p;
	size_t low = 0, high = npieces, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (m->pieces[mid].at.addr <= at.addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return false;
	p = &m->pieces[low - 1];
	return span_has(p->at, at.addr) &&
	    span_last(at) <= span_last(p->at) &&
	    p->off + (at.addr - p->at.addr) == off;
}

/* A descriptor of memory that may be in no list: stack, backing store. */
static int
add_memory(struct minidump *md, size_t npieces, const uint8_t *d,
    struct span *at, struct dump_err *err)
{
	uint32_t size = get32(md->big, d + 8), rva = get32(md->big, d + 12);

	if (!md_span(md, get64(md->big, d), size, at)) {
		*at = (struct span){ 0, 0 };
		return 0;
	}
	if (rva < HEADER_SIZE || listed(md->m, npieces, *at, rva))
		return 0;
	if (rva < md->memory)
		md->memory = rva;
	md_refers(md, rva, size);
	return model_add_piece(md->m, at->addr, at->size, rva, err);
}

static int
add_thread(struct minidump *md, const struct stream *s, size_t npieces,
    const uint8_t *e, struct dump_err *err)
{
	struct thread t = { .record = (uint32_t)(s - md->streams) };
	struct registers r;
	struct span at, backing;

	t.seen.id = get32(md->big, e + T_ID);
	t.seen.tp = md_address(md, get64(md->big, e + T_TEB));
	if (t.seen.tp == 0)
		t.seen.tp = DUMP_NOWHERE;
	if (add_memory(md, npieces, e + T_STACK, &at, err) == -1 ||
	    (s->type == ST_THREADS_EX &&
	    add_memory(md, npieces, e + T_BACKING, &backing, err) == -1) ||
	    md_registers(md, get32(md->big, e + T_CONTEXT),
	    get32(md->big, e + T_CONTEXT + 4), &r, err) == -1)
		return -1;
	t.seen.stack = at.addr;
	t.seen.stack_size = at.size;
	t.seen.pc = r.pc;
	t.seen.sp = r.sp;
	t.seen.fp = r.fp;
	t.integers = r.integers;
	t.context_size = get32(md->big, e + T_CONTEXT);
	t.context = get32(md->big, e + T_CONTEXT + 4);
	return model_add_thread(md->m, &t, err);
}

static int
read_list(struct threads *t, uint32_t type, struct dump_err *err)
{
	struct minidump *md = t->md;
	const struct stream *s = md_stream(md, type);
	size_t npieces = md->m->npieces;
	struct list l;
	const uint8_t *e;
	int rc;

	if (know_threads(t, err) == -1 || list_open(&l, md, s, err) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL)
		if (find(t, get32(md->big, e + T_ID)) == t->n &&
		    (rc = add_thread(md, s, npieces, e, err)) == -1)
			break;
	list_close(&l);
	return rc;
}

/* Threads that only ThreadInfoList has: they had ended. */
static int
read_info(struct threads *t, struct dump_err *err)
{
	struct minidump *md = t->md;
	struct thread none = { .record = NONE };
	struct list l;
	const uint8_t *e;
	int rc;

	none.seen.pc = none.seen.sp = none.seen.fp = DUMP_NOWHERE;
	none.seen.tp = DUMP_NOWHERE;
	if (know_threads(t, err) == -1 ||
	    list_open(&l, md, md_stream(md, ST_THREAD_INFO), err) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL) {
		none.seen.id = get32(md->big, e);
		if (find(t, get32(md->big, e)) == t->n &&
		    (rc = model_add_thread(md->m, &none, err)) == -1)
			break;
	}
	list_close(&l);
	return rc;
}

static int
read_names(struct threads *t, struct dump_err *err)
{
	struct minidump *md = t->md;
	const char *name;
	struct list l;
	const uint8_t *e;
	uint32_t id;
	size_t i;
	int rc;

	if (know_threads(t, err) == -1 ||
	    list_open(&l, md, md_stream(md, ST_THREAD_NAMES), err) == -1)
		return -1;
	while ((rc = list_next(&l, &e, err)) == 0 && e != NULL) {
		id = get32(md->big, e);
		if ((i = find(t, id)) == t->n ||
		    md->m->threads[t->v[i].index].seen.name != NULL)
			continue;
		if ((rc = md_string(md, get64(md->big, e + 4), &name, err)) ==
		    -1)
			break;
		for (; i < t->n && t->v[i].id == id; i++)
			md->m->threads[t->v[i].index].seen.name = name;
	}
	list_close(&l);
	return rc;
}

int
md_read_threads(struct minidump *md, struct dump_err *err)
{
	struct threads t = { .md = md };
	int rc;

	if ((rc = read_list(&t, ST_THREADS, err)) == 0 &&
	    (rc = read_list(&t, ST_THREADS_EX, err)) == 0 &&
	    (rc = read_info(&t, err)) == 0)
		rc = read_names(&t, err);
	free(t.v);
	return rc;
}
