/* SPDX-License-Identifier: BSD-2-Clause */
/* zip_names.c -- names of the members of a zip archive that is written: they
 * can all be unpacked beside each other, below one folder. */
#include <search.h>
#include <string.h>

#include "base/err.h"
#include "codec/zip_writer.h"

enum { NAME_MOST = 65535 };	/* as headers can count */

struct name {
	const char	*text;		/* without a slash at the end */
	bool		 folder;
	bool		 implied;	/* a member lies in it, that is all */
};

static int
compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return strcmp(x->text, y->text);
}

/* NAME with one slash between its parts and one behind, into OUT, which has
 * room for that. */
static int
tidy(char *out, const char *name, struct dump_err *err)
{
	const char *p;
	size_t n, used = 0;

	if (*name == '/')
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: a name in an archive cannot be absolute", name);
	for (p = name; *p != '\0'; p += n + (p[n] == '/')) {
		n = strcspn(p, "/");
		if (n == 0 || (n == 1 && *p == '.'))
			continue;
		if (n == 2 && memcmp(p, "..", 2) == 0)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "%s: a name in an archive cannot lead upward",
			    name);
		memcpy(out + used, p, n);
		out[used + n] = '/';
		used += n + 1;
	}
	out[used] = '\0';
	if (used == 0 || used > NAME_MOST)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, used == 0 ?
		    "a member needs a name" :
		    "a member's name is longer than 65534 bytes");
	return 0;
}

/* TEXT in the tree, where it is brought; NULL with *ERR filled.  *NEW: it
 * was not there. */
static struct name *
enter(struct zip_names *n, const char *text, size_t len, bool *new,
    struct dump_err *err)
{
	struct name *name = arena_alloc(&n->text, sizeof *name, err);
	struct name *const *node;

	if (name == NULL ||
	    (name->text = arena_text(&n->text, text, len, err)) == NULL)
		return NULL;
	if ((node = tsearch(name, &n->tree, compare)) == NULL) {
		dump_fail_nomem(err);
		return NULL;
	}
	*new = *node == name;
	return *node;
}

/* The folders on the way to the name of LEN bytes, slash included. */
static int
enter_folders(struct zip_names *n, const char *text, size_t len,
    struct dump_err *err)
{
	struct name *name;
	bool new;
	size_t i;

	for (i = 0; i + 1 < len; i++) {
		if (text[i] != '/')
			continue;
		if ((name = enter(n, text, i, &new, err)) == NULL)
			return -1;
		if (new)
			name->folder = name->implied = true;
		else if (!name->folder)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "%s: a file in the archive already, so nothing"
			    " can lie in it", name->text);
	}
	return 0;
}

int
zip_names_add(struct zip_names *n, const char *name, bool folder,
    const char **out, struct dump_err *err)
{
	char *text = arena_alloc(&n->text, strlen(name) + 2, err);
	struct name *entered;
	size_t len;
	bool new;

	if (text == NULL || tidy(text, name, err) == -1)
		return -1;
	len = strlen(text);
	if (enter_folders(n, text, len, err) == -1 ||
	    (entered = enter(n, text, len - 1, &new, err)) == NULL)
		return -1;
	if (new)
		entered->folder = folder;
	else if (!folder || !entered->implied)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: in the archive already", entered->text);
	entered->implied = false;
	if (!folder)
		text[len - 1] = '\0';
	*out = text;
	return 0;
}

void
zip_names_free(struct zip_names *n)
{
	while (n->tree != NULL)
		(void)tdelete(*(struct name **)n->tree, &n->tree, compare);
	arena_free(&n->text);
}
