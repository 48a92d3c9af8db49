"""The Sphinx directive `header`: what one header declares, in the order of its source, rendered by breathe.

    .. header:: ntk/features.h

Its comment comes first, then each namespace's classes, concepts, functions and variables, by their names within it.
"""
import collections
import glob
import os
import re
import types
import xml.etree.ElementTree as ET

import breathe.renderer.filter
from breathe.directives import BaseDirective
from breathe.renderer import RenderContext
from breathe.renderer.mask import NullMaskFactory
from breathe.renderer.sphinxrenderer import SphinxRenderer
from breathe.renderer.target import create_target_handler
from docutils import nodes
from docutils.statemachine import StringList

ROOT = "hadamard_ntk"


class Public(breathe.renderer.filter.Filter):
    """Everything but what is private, a friend or deleted."""

    def allow(self, node_stack):
        node = node_stack[0]
        deleted = (getattr(node, "argsstring", None) or "").endswith(("=delete", "= delete"))
        return getattr(node, "prot", None) in (None, "public") and getattr(node, "kind", None) != "friend" and not deleted


class Renderer(SphinxRenderer):
    """Members of a class in the order of the source, without a title for each kind of members."""

    def render(self, node, context=None):
        if getattr(node, "node_type", None) != "compounddef":
            return super().render(node, context)
        members = [(int(member.location.line), member) for section in node.sectiondef for member in section.memberdef]
        members += [(int(self.compound_parser.parse(inner.refid).compounddef.location.line), inner)
                    for inner in node.innerclass]
        self.context, outer = context or self.context.create_child_context(node), self.context
        rendered = self.description(node)
        for _, member in sorted(members, key=lambda entry: entry[0]):
            rendered += super().render(member)
        self.context = outer
        return rendered

    def make_initializer(self, node):
        """What Sphinx can parse: neither designated members nor lambdas."""
        text = super().make_initializer(node)
        return "" if re.search(r"\{\.|= \[", text) else text

    def declaration(self, node):
        """What stands in a namespace: a member of it, a class or a concept."""
        if node.node_type == "memberdef":
            return self.render(node, self.context)
        if node.kind == "concept":
            return self.concept(node)
        for base in node.basecompoundref:
            base.content_[0].value = base.content_[0].value.replace(ROOT + "::", "")
        visit = self.visit_union if node.kind == "union" else self.visit_class
        return visit(types.SimpleNamespace(refid=node.id))

    def concept(self, node):
        name = node.compoundname.rpartition("::")[2]
        file = os.path.join(self.project_info.project_path(), node.id + ".xml")
        text = "".join(ET.parse(file).find(".//initializer").itertext())
        text = name + " = " + text.partition(" = ")[2].strip()

        def content(body):
            body.extend(self.description(node))
            body.append(nodes.literal_block(text, text, language="cpp"))

        declaration = self.create_template_prefix(node) + " " + name
        return self.handle_declaration(node, declaration, obj_type="concept", content_callback=content)


class Header(BaseDirective):
    required_arguments = 1
    option_spec = {}
    has_content = False

    def run(self):
        path = self.arguments[0]
        self.project = self.project_info_factory.create_project_info(self.options)
        self.parser = self.parser_factory.create_compound_parser(self.project)
        files, namespaces = contents_of(self.env.app, self.project, self.parser)
        result = self.rendered(files[path], lambda renderer: renderer.description(files[path]))
        for name, entries in sorted(namespaces[path].items()):
            if len(namespaces[path]) > 1:
                result.append(nodes.rubric("", "", nodes.Text("namespace "), nodes.literal(name, name)))
            self.state.nested_parse(StringList([f".. cpp:namespace:: {name}"], path), 0, nodes.Element())
            for _, node in sorted(entries, key=lambda entry: entry[0]):
                result += self.rendered(node, lambda renderer, node=node: renderer.declaration(node))
        return result

    def rendered(self, node, render):
        target = create_target_handler(self.options, self.project, self.state.document)
        renderer = Renderer(self.env.app, self.project, [node], self.state, self.state.document, target, self.parser, Public())
        renderer.nesting_level = 1  # names are those within the namespace that cpp:namespace has opened
        renderer.set_context(RenderContext([node], NullMaskFactory(), self.directive_args))
        return render(renderer)


def contents_of(app, project, parser):
    """path -> the file, and path -> namespace -> [(line, node)]; read once."""
    if hasattr(app, "contents_of_headers"):
        return app.contents_of_headers
    files, found, classes = {}, collections.defaultdict(lambda: collections.defaultdict(list)), set()
    for file in sorted(glob.glob(os.path.join(project.project_path(), "*.xml"))):
        refid = os.path.basename(file)[:-4]
        if refid in ("index", "Doxyfile") or refid.startswith("dir_"):
            continue
        node = parser.parse(refid).compounddef
        name = node.compoundname
        if node.kind == "file":
            files[node.location.file] = node
        elif node.kind == "namespace" and name.startswith(ROOT):
            for section in node.sectiondef:
                for member in section.memberdef:
                    found[member.location.file][name].append((int(member.location.line), member))
        elif name.startswith(ROOT) and node.prot in (None, "public"):
            classes.add(name)
            found[node.location.file][name.partition("<")[0].rpartition("::")[0]].append((int(node.location.line), node))
    for namespaces in found.values():  # a class within a class is its class's affair
        for name in classes & set(namespaces):
            del namespaces[name]
    app.contents_of_headers = files, found
    return app.contents_of_headers


def setup(app):
    app.add_directive("header", Header)
    return {"parallel_read_safe": False}
