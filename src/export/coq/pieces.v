(* SPDX-License-Identifier: LGPL-3.0-or-later *)
Lemma certify_glue_derive (f g h : R -> R) (a c b l : R) :
  a < c < b -> (forall y, a < y <= c -> f y = g y) -> (forall y, c <= y < b -> f y = h y) ->
  is_derive g c l -> is_derive h c l -> is_derive f c l.
Proof.
intros [ac cb] left right dg dh.
apply is_derive_Reals in dg; apply is_derive_Reals in dh; apply is_derive_Reals.
intros e pe; destruct (dg e pe) as [d1 H1]; destruct (dh e pe) as [d2 H2].
assert (pd : 0 < Rmin (Rmin d1 d2) (Rmin (c - a) (b - c))).
{ destruct d1 as [d1 p1], d2 as [d2 p2]; simpl; repeat apply Rmin_glb_lt; lra. }
exists (mkposreal _ pd); simpl; intros t nt bt.
assert (bt1 : Rabs t < d1).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_l|apply Rmin_l]. }
assert (bt2 : Rabs t < d2).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_l|apply Rmin_r]. }
assert (bt3 : Rabs t < c - a).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_r|apply Rmin_l]. }
assert (bt4 : Rabs t < b - c).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_r|apply Rmin_r]. }
apply Rabs_def2 in bt3; apply Rabs_def2 in bt4.
destruct (Rle_lt_dec t 0).
- rewrite (left c), (left (c + t)) by lra. now apply H1.
- rewrite (right c), (right (c + t)) by lra. now apply H2.
Qed.

Lemma certify_glue_continuous (f g h : R -> R) (a c b : R) :
  a < c < b -> (forall y, a < y <= c -> f y = g y) -> (forall y, c <= y < b -> f y = h y) ->
  continuous g c -> continuous h c -> continuous f c.
Proof.
intros [ac cb] left right cg ch.
apply continuity_pt_filterlim in cg; apply continuity_pt_filterlim in ch; apply continuity_pt_filterlim.
intros e pe; destruct (cg e pe) as [d1 [p1 H1]]; destruct (ch e pe) as [d2 [p2 H2]].
exists (Rmin (Rmin d1 d2) (Rmin (c - a) (b - c))); split.
{ apply Rmin_glb_lt; apply Rmin_glb_lt; lra. }
intros y [D bt]; simpl in *; unfold R_dist in *.
assert (bt1 : Rabs (y - c) < d1).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_l|apply Rmin_l]. }
assert (bt2 : Rabs (y - c) < d2).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_l|apply Rmin_r]. }
assert (bt3 : Rabs (y - c) < c - a).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_r|apply Rmin_l]. }
assert (bt4 : Rabs (y - c) < b - c).
{ eapply Rlt_le_trans; [exact bt|]; eapply Rle_trans; [apply Rmin_r|apply Rmin_r]. }
apply Rabs_def2 in bt3; apply Rabs_def2 in bt4.
destruct (Rle_lt_dec y c).
- rewrite (left c), (left y) by lra. now apply H1.
- rewrite (right c), (right y) by lra. now apply H2.
Qed.

(* g is Lipschitz with the constant L on the set I *)
Definition certify_lipschitz (I : R -> Prop) (g : R -> R) (L : R) :=
  forall x y, I x -> I y -> Rabs (g x - g y) <= L * Rabs (x - y).

Lemma certify_lipschitz_ordered (I : R -> Prop) (g : R -> R) (L : R) :
  (forall x y, I x -> I y -> x < y -> Rabs (g x - g y) <= L * (y - x)) -> certify_lipschitz I g L.
Proof.
intros H x y Ix Iy. destruct (Rtotal_order x y) as [l | [l | l]].
- rewrite (Rabs_left (x - y)) by lra. replace (L * - (x - y)) with (L * (y - x)) by ring. now apply H.
- subst y. replace (g x - g x) with 0 by ring. replace (x - x) with 0 by ring. rewrite Rabs_R0. lra.
- rewrite (Rabs_right (x - y)) by lra. rewrite Rabs_minus_sym. now apply H.
Qed.

Lemma certify_lipschitz_glue (I : R -> Prop) (g : R -> R) (L c : R) : I c ->
  certify_lipschitz (fun x => I x /\ x <= c) g L -> certify_lipschitz (fun x => I x /\ c <= x) g L -> certify_lipschitz I g L.
Proof.
intros Ic below above. apply certify_lipschitz_ordered. intros x y Ix Iy l.
destruct (Rle_lt_dec y c) as [yc | yc].
- replace (L * (y - x)) with (L * Rabs (x - y)) by (rewrite (Rabs_left (x - y)) by lra; ring).
  apply below; split; lra || assumption.
- destruct (Rle_lt_dec c x) as [cx | cx].
  + replace (L * (y - x)) with (L * Rabs (x - y)) by (rewrite (Rabs_left (x - y)) by lra; ring).
    apply above; split; lra || assumption.
  + assert (B := below x c (conj Ix (Rlt_le _ _ cx)) (conj Ic (Rle_refl c))).
    assert (A := above c y (conj Ic (Rle_refl c)) (conj Iy (Rlt_le _ _ yc))).
    rewrite (Rabs_left (x - c)) in B by lra. rewrite (Rabs_left (c - y)) in A by lra.
    replace (g x - g y) with ((g x - g c) + (g c - g y)) by ring.
    eapply Rle_trans; [apply Rabs_triang | lra].
Qed.

Lemma certify_lipschitz_piece (I : R -> Prop) (g p q : R -> R) (L : R) :
  (forall x y z, I x -> I z -> x <= y <= z -> I y) -> (forall x, I x -> g x = p x) -> (forall x, is_derive p x (q x)) ->
  (forall x, I x -> - L <= q x /\ q x <= L) -> certify_lipschitz I g L.
Proof.
intros convex same derive bound. apply certify_lipschitz_ordered. intros x y Ix Iy l.
rewrite (same x Ix), (same y Iy).
destruct (MVT_gen p x y q) as [z [zin eq]].
- intros z _; apply derive.
- intros z _. apply continuity_pt_filterlim, (ex_derive_continuous p). eexists; apply derive.
- rewrite Rmin_left, Rmax_right in zin by lra. destruct (bound z (convex x z y Ix Iy zin)).
  rewrite Rabs_minus_sym, eq, Rabs_mult, (Rabs_right (y - x)) by lra.
  apply Rmult_le_compat_r; [lra | apply Rabs_le; lra].
Qed.


Lemma certify_near (a b : Rbar) (c : R) : Rbar_lt a c -> Rbar_lt c b ->
  exists l h : R, l < c < h /\ (forall y : R, l < y -> Rbar_lt a y) /\ (forall y : R, y < h -> Rbar_lt y b).
Proof.
intros ac cb.
assert (A : exists l : R, l < c /\ forall y : R, l < y -> Rbar_lt a y).
{ destruct a as [a | |]; simpl in *; [exists a; split; [lra | intros; lra] | tauto | exists (c - 1); split; [lra | tauto]]. }
assert (B : exists h : R, c < h /\ forall y : R, y < h -> Rbar_lt y b).
{ destruct b as [b | |]; simpl in *; [exists b; split; [lra | intros; lra] | exists (c + 1); split; [lra | tauto] | tauto]. }
destruct A as [l [lc A]], B as [h [ch B]]. exists l, h. repeat split; assumption.
Qed.

(* f is p on the cell (a, b) *)
Definition certify_same (f p : R -> R) (a b : Rbar) := forall y : R, Rbar_lt a y -> Rbar_lt y b -> f y = p y.

Lemma certify_derive_piece (f p d q : R -> R) (a b : Rbar) : certify_same f p a b -> certify_same d q a b ->
  (forall y : R, is_derive p y (q y)) -> forall y : R, Rbar_lt a y -> Rbar_lt y b -> is_derive f y (d y).
Proof.
intros fp dq pq y ay yb. rewrite (dq y ay yb). apply (is_derive_ext_loc p); [| apply pq].
apply (locally_interval _ y a b ay yb). intros t at_ tb. symmetry. now apply fp.
Qed.

Lemma certify_continuous_piece (f p : R -> R) (a b : Rbar) : certify_same f p a b ->
  forall y : R, ex_derive p y -> Rbar_lt a y -> Rbar_lt y b -> continuous f y.
Proof.
intros fp y py ay yb. apply (continuous_ext_loc f p); [| now apply (ex_derive_continuous p)].
apply (locally_interval _ y a b ay yb). intros t at_ tb. symmetry. now apply fp.
Qed.

Lemma certify_derive_meeting (f p1 p2 d q1 q2 : R -> R) (a b : Rbar) (c : R) : certify_same f p1 a c -> certify_same f p2 c b ->
  (forall y : R, is_derive p1 y (q1 y)) -> (forall y : R, is_derive p2 y (q2 y)) ->
  f c = p1 c -> f c = p2 c -> d c = q1 c -> d c = q2 c -> Rbar_lt a c -> Rbar_lt c b -> is_derive f c (d c).
Proof.
intros f1 f2 d1 d2 e1 e2 e3 e4 ac cb. destruct (certify_near a b c ac cb) as [l [h [lh [A B]]]].
apply (certify_glue_derive f p1 p2 l c h); [exact lh | | | rewrite e3; apply d1 | rewrite e4; apply d2].
- intros y [ly [yc | yc]]; [apply f1; [apply A | simpl]; assumption | subst y; assumption].
- intros y [[cy | cy] yh]; [apply f2; [simpl | apply B]; assumption | subst y; assumption].
Qed.

Lemma certify_continuous_meeting (f p1 p2 : R -> R) (a b : Rbar) (c : R) : certify_same f p1 a c -> certify_same f p2 c b ->
  f c = p1 c -> f c = p2 c -> ex_derive p1 c -> ex_derive p2 c -> Rbar_lt a c -> Rbar_lt c b -> continuous f c.
Proof.
intros f1 f2 e1 e2 d1 d2 ac cb. destruct (certify_near a b c ac cb) as [l [h [lh [A B]]]].
apply (certify_glue_continuous f p1 p2 l c h);
  [exact lh | | | now apply (ex_derive_continuous p1) | now apply (ex_derive_continuous p2)].
- intros y [ly [yc | yc]]; [apply f1; [apply A | simpl]; assumption | subst y; assumption].
- intros y [[cy | cy] yh]; [apply f2; [simpl | apply B]; assumption | subst y; assumption].
Qed.

(* once continuously differentiable in a neighbourhood *)
Definition certify_C1 (f : R -> R) (x : R) := locally x (fun y => ex_derive f y /\ continuous (Derive f) y).

Lemma certify_C1_zone (f d : R -> R) (a b a' b' : Rbar) : (forall y : R, Rbar_lt a y -> Rbar_lt y b -> is_derive f y (d y)) ->
  (forall y : R, Rbar_lt a' y -> Rbar_lt y b' -> continuous d y) ->
  forall x : R, Rbar_lt a x -> Rbar_lt x b -> Rbar_lt a' x -> Rbar_lt x b' -> certify_C1 f x.
Proof.
intros fd dc x ax xb ax' xb'.
assert (N : locally x (fun y : R => Rbar_lt a y /\ Rbar_lt y b)).
{ apply (locally_interval _ x a b ax xb). tauto. }
assert (N' : locally x (fun y : R => Rbar_lt a' y /\ Rbar_lt y b')).
{ apply (locally_interval _ x a' b' ax' xb'). tauto. }
unfold certify_C1. generalize (filter_and _ _ (locally_locally _ _ N) N'). apply filter_imp.
intros y [Ly [ay' yb']]. assert (Y := locally_singleton _ _ Ly). destruct Y as [ay yb]. split.
- exists (d y). now apply fd.
- apply (continuous_ext_loc (Derive f) d); [| now apply dc].
  revert Ly. apply filter_imp. intros t [at_ tb]. symmetry. apply is_derive_unique. now apply fd.
Qed.

Inductive certify_lemma : Type := certify_proof (P : Prop) (p : P).
