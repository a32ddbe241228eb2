// [role.NAME]: what main is when the container's words, or a variable, say so.
#pragma once

#include <string>
#include <vector>

#include "config/loading.hpp"
#include "config/tree.hpp"
#include "config/units.hpp"

namespace jeden::config {

// Decides the role by the container's words, or by [main] role when they name none, and lays its table over
// [main]. A word that named a role with a command of its own is taken away. True when a word named it.
bool take_role(Value& root, std::vector<std::string>& words, Loading& loading);

// Whether a hook or a service belongs to this life's role; without the key `roles` it belongs to each.
bool is_of_role(const Value& table, const Loading& loading);
// Reports names in `roles` that are no role's.
void check_roles(const Value& root, Loading& loading);

// Skips the hooks of other roles and takes their services out; who comes after such a service comes after
// what that came after. Orders are resolved.
void leave_out_other_roles(std::vector<Draft>& drafts, const Loading& loading);

}  // namespace jeden::config
