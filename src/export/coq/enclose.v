(* SPDX-License-Identifier: LGPL-3.0-or-later *)

(* ---- enclosures: libcoq-interval ---- *)
From Interval Require Import Tactic.
Lemma certify_above (a b : R) : 0 < b - a -> a < b.
Proof. lra. Qed.
Lemma certify_above_equal (a b : R) : 0 <= b - a -> a <= b.
Proof. lra. Qed.
Lemma certify_below (a b : R) : 0 < a - b -> a > b.
Proof. lra. Qed.
Lemma certify_below_equal (a b : R) : 0 <= a - b -> a >= b.
Proof. lra. Qed.
Lemma certify_apart (a b : R) : a - b <> 0 -> a <> b.
Proof. lra. Qed.
Lemma certify_tanh (x : R) : tanh x = 1 - 2 / (exp (2 * x) + 1).
Proof.
unfold tanh, sinh, cosh. replace (2 * x) with (x + x) by ring. rewrite exp_plus, exp_Ropp.
assert (P := exp_pos x). field. split; [nra | lra].
Qed.
(* The goal as terms that the tactic knows *)
Ltac certify_terms :=
  repeat autounfold with certify certify_roots; cbv beta; rewrite ?certify_tanh; unfold sinh, cosh.
