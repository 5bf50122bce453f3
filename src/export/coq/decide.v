(* SPDX-License-Identifier: LGPL-3.0-or-later *)
(* ---- decisions of formulas from those of their parts ---- *)
Definition certify_and {A B : Prop} (a : {A} + {~ A}) (b : {B} + {~ B}) : {A /\ B} + {~ (A /\ B)}.
Proof. destruct a, b; [left | right | right | right]; tauto. Defined.
Definition certify_or {A B : Prop} (a : {A} + {~ A}) (b : {B} + {~ B}) : {A \/ B} + {~ (A \/ B)}.
Proof. destruct a, b; [left | left | left | right]; tauto. Defined.
Definition certify_not {A : Prop} (a : {A} + {~ A}) : {~ A} + {~ ~ A}.
Proof. destruct a; [right | left]; tauto. Defined.
Definition certify_true : {True} + {~ True} := left I.
Definition certify_false : {False} + {~ False} := right (fun H => H).

(* ---- terms and formulas as data ---- *)
Inductive cterm :=
| tQ (q : Q) | tV (i : positive) | tAdd (a b : cterm) | tSub (a b : cterm) | tMul (a b : cterm) | tDiv (a b : cterm)
| tNeg (a : cterm) | tInv (a : cterm) | tPow (a : cterm) (n : nat) | tAbs (a : cterm) | tMin (a b : cterm) | tMax (a b : cterm)
| tIf (g : cform) (a b : cterm) | tLet (i : positive) (a b : cterm)
with cform :=
| fLt (a b : cterm) | fLe (a b : cterm) | fGt (a b : cterm) | fGe (a b : cterm) | fEq (a b : cterm)
| fAnd (f g : cform) | fOr (f g : cform) | fNot (f : cform) | fTrue | fFalse | fLet (i : positive) (a : cterm) (f : cform).

Fixpoint look {A : Type} (d : A) (l : list (positive * A)) (i : positive) : A :=
  match l with nil => d | (j, x) :: l => if Pos.eqb i j then x else look d l i end.

Fixpoint term_V (e : list (positive * R)) (t : cterm) : R :=
  match t with
  | tQ q => lit q
  | tV i => look 0 e i
  | tAdd a b => term_V e a + term_V e b
  | tSub a b => term_V e a - term_V e b
  | tMul a b => term_V e a * term_V e b
  | tDiv a b => term_V e a / term_V e b
  | tNeg a => - term_V e a
  | tInv a => / term_V e a
  | tPow a n => term_V e a ^ n
  | tAbs a => Rabs (term_V e a)
  | tMin a b => Rmin (term_V e a) (term_V e b)
  | tMax a b => Rmax (term_V e a) (term_V e b)
  | tIf g a b => if projT2 (form_S e g) then term_V e a else term_V e b
  | tLet i a b => term_V ((i, term_V e a) :: e) b
  end
with form_S (e : list (positive * R)) (f : cform) : {P : Prop & {P} + {~ P}} :=
  match f with
  | fLt a b => existT _ _ (Rlt_dec (term_V e a) (term_V e b))
  | fLe a b => existT _ _ (Rle_dec (term_V e a) (term_V e b))
  | fGt a b => existT _ _ (Rgt_dec (term_V e a) (term_V e b))
  | fGe a b => existT _ _ (Rge_dec (term_V e a) (term_V e b))
  | fEq a b => existT (fun P : Prop => {P} + {~ P}) (term_V e a = term_V e b) (Req_EM_T (term_V e a) (term_V e b))
  | fAnd f g => match form_S e f, form_S e g with existT _ p, existT _ q => existT _ _ (certify_and p q) end
  | fOr f g => match form_S e f, form_S e g with existT _ p, existT _ q => existT _ _ (certify_or p q) end
  | fNot f => match form_S e f with existT _ p => existT _ _ (certify_not p) end
  | fTrue => existT _ _ certify_true
  | fFalse => existT _ _ certify_false
  | fLet i a f => form_S ((i, term_V e a) :: e) f
  end.
Definition form_P (e : list (positive * R)) (f : cform) : Prop := projT1 (form_S e f).

Definition lift (f : poly -> poly -> option poly) (a b : option poly) : option poly :=
  match a, b with Some p, Some q => f p q | _, _ => None end.
Definition inverse (p : poly) : option poly :=
  match p with [(nil, q)] => if Z.eqb (Qnum q) 0 then None else Some [(nil, Qred (/ q))] | _ => None end.

Fixpoint norm (B : box) (v : list (positive * poly)) (t : cterm) : option poly :=
  match t with
  | tQ q => Some (poly_const q)
  | tV i => Some (look nil v i)
  | tAdd a b => lift (fun p q => Some (poly_add p q)) (norm B v a) (norm B v b)
  | tSub a b => lift (fun p q => Some (poly_add p (poly_neg q))) (norm B v a) (norm B v b)
  | tMul a b => lift (fun p q => Some (poly_reduce B (poly_mul p q))) (norm B v a) (norm B v b)
  | tDiv a b => lift (fun p q => match inverse q with Some r => Some (poly_mul p r) | None => None end) (norm B v a) (norm B v b)
  | tNeg a => match norm B v a with Some p => Some (poly_neg p) | None => None end
  | tInv a => match norm B v a with Some p => inverse p | None => None end
  | tPow a n => match norm B v a with Some p => Some (poly_reduce B (poly_pow p n)) | None => None end
  | tAbs a =>
      match norm B v a with
      | Some p => match weak_sign B p with Some true => Some p | Some false => Some (poly_neg p) | None => None end
      | None => None
      end
  | tMin a b => lift (fun p q => match weak_sign B (poly_add q (poly_neg p)) with Some true => Some p | Some false => Some q | None => None end)
                  (norm B v a) (norm B v b)
  | tMax a b => lift (fun p q => match weak_sign B (poly_add q (poly_neg p)) with Some true => Some q | Some false => Some p | None => None end)
                  (norm B v a) (norm B v b)
  | tIf g a b => match decide B v g with Some true => norm B v a | Some false => norm B v b | None => None end
  | tLet i a b => match norm B v a with Some p => norm B ((i, p) :: v) b | None => None end
  end
with decide (B : box) (v : list (positive * poly)) (f : cform) : option bool :=
  match f with
  | fLt a b => match norm B v a, norm B v b with Some p, Some q => decide_lt B (poly_add q (poly_neg p)) | _, _ => None end
  | fLe a b => match norm B v a, norm B v b with Some p, Some q => decide_le B (poly_add q (poly_neg p)) | _, _ => None end
  | fGt a b => match norm B v a, norm B v b with Some p, Some q => decide_lt B (poly_add p (poly_neg q)) | _, _ => None end
  | fGe a b => match norm B v a, norm B v b with Some p, Some q => decide_le B (poly_add p (poly_neg q)) | _, _ => None end
  | fEq a b => match norm B v a, norm B v b with Some p, Some q => decide_eq B (poly_add p (poly_neg q)) | _, _ => None end
  | fAnd f g =>
      match decide B v f with
      | Some true => decide B v g
      | Some false => Some false
      | None => match decide B v g with Some false => Some false | _ => None end
      end
  | fOr f g =>
      match decide B v f with
      | Some false => decide B v g
      | Some true => Some true
      | None => match decide B v g with Some true => Some true | _ => None end
      end
  | fNot f => match decide B v f with Some b => Some (negb b) | None => None end
  | fTrue => Some true
  | fFalse => Some false
  | fLet i a f => match norm B v a with Some p => decide B ((i, p) :: v) f | None => None end
  end.

Scheme cterm_ind2 := Induction for cterm Sort Prop with cform_ind2 := Induction for cform Sort Prop.
Combined Scheme cterm_cform_ind from cterm_ind2, cform_ind2.

Lemma inverse_R e p q : inverse p = Some q -> poly_R e q = / poly_R e p.
Proof.
unfold inverse. destruct p as [| [[| k m] c] [| t p]]; try discriminate. destruct (Z.eqb (Qnum c) 0) eqn:Z; [discriminate |].
intros E; apply certify_some in E; subst q. unfold poly_R, term_R; cbn [fst snd mono_R]. rewrite Q2R_red, Q2R_inv.
- now rewrite !Rmult_1_r, !Rplus_0_r.
- intro E. unfold Qeq in E. simpl in E. apply Z.eqb_neq in Z. apply Z. now rewrite Z.mul_1_r in E.
Qed.
Definition agree (e : nat -> R) (l : list (positive * R)) (v : list (positive * poly)) : Prop := forall i, look 0 l i = poly_R e (look nil v i).
Lemma agree_cons e l v i p x : agree e l v -> x = poly_R e p -> agree e ((i, x) :: l) ((i, p) :: v).
Proof. intros A E j. simpl. destruct (Pos.eqb j i); [exact E | apply A]. Qed.

Section Sound.
Variables (B : box) (e : nat -> R).
Hypothesis H : in_box B e.

Lemma sub_R p q : poly_R e (poly_add p (poly_neg q)) = poly_R e p - poly_R e q.
Proof. rewrite poly_add_R, poly_neg_R. ring. Qed.

Definition good_term (t : cterm) := forall l v p, agree e l v -> norm B v t = Some p -> term_V l t = poly_R e p.
Definition good_form (f : cform) := forall l v b, agree e l v -> decide B v f = Some b -> if b then form_P l f else ~ form_P l f.

Lemma good_all : (forall t, good_term t) /\ (forall f, good_form f).
Proof.
apply cterm_cform_ind; unfold good_term, good_form.
- intros q l v p A E; apply certify_some in E; subst p. now rewrite poly_const_R, <- lit_R.
- intros i l v p A E; apply certify_some in E; subst p. apply A.
- intros a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply certify_some in E; subst p. cbn [term_V]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). now rewrite poly_add_R.
- intros a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply certify_some in E; subst p. cbn [term_V]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). now rewrite sub_R.
- intros a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply certify_some in E; subst p. cbn [term_V]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). now rewrite poly_reduce_R, poly_mul_R.
- intros a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) as [q |] eqn:Nb; [| discriminate].
  simpl in E. destruct (inverse q) eqn:I; [| discriminate]. apply certify_some in E; subst p. cbn [term_V].
  rewrite (Ia l v _ A Na), (Ib l v _ A Nb). rewrite poly_mul_R, (inverse_R e q _ I). reflexivity.
- intros a Ia l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate].
  apply certify_some in E; subst p. cbn [term_V]. rewrite (Ia l v _ A Na). now rewrite poly_neg_R.
- intros a Ia l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate].
  cbn [term_V]. rewrite (Ia l v _ A Na). symmetry. now apply inverse_R.
- intros a Ia n l v p A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate].
  apply certify_some in E; subst p. cbn [term_V]. rewrite (Ia l v _ A Na). now rewrite poly_reduce_R, poly_pow_R.
- intros a Ia l v p A E; simpl in E. destruct (norm B v a) as [q |] eqn:Na; [| discriminate].
  destruct (weak_sign B q) as [[] |] eqn:D; [| | discriminate]; apply certify_some in E; subst p;
    apply (weak_sign_R B q e _ H) in D; simpl in D; cbn [term_V]; rewrite (Ia l v _ A Na).
  + apply Rabs_right. lra.
  + rewrite poly_neg_R. now apply Rabs_left1.
- intros a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) as [q |] eqn:Na; [| discriminate]. destruct (norm B v b) as [r |] eqn:Nb; [| discriminate].
  simpl in E. destruct (weak_sign B _) as [[] |] eqn:D; [| | discriminate]; apply certify_some in E; subst p;
    apply (weak_sign_R B _ e _ H) in D; simpl in D; rewrite sub_R in D; cbn [term_V]; rewrite (Ia l v _ A Na), (Ib l v _ A Nb).
  + apply Rmin_left. lra.
  + apply Rmin_right. lra.
- intros a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) as [q |] eqn:Na; [| discriminate]. destruct (norm B v b) as [r |] eqn:Nb; [| discriminate].
  simpl in E. destruct (weak_sign B _) as [[] |] eqn:D; [| | discriminate]; apply certify_some in E; subst p;
    apply (weak_sign_R B _ e _ H) in D; simpl in D; rewrite sub_R in D; cbn [term_V]; rewrite (Ia l v _ A Na), (Ib l v _ A Nb).
  + apply Rmax_right. lra.
  + apply Rmax_left. lra.
- intros g Ig a Ia b Ib l v p A E; simpl in E. destruct (decide B v g) as [[] |] eqn:D; [| | discriminate];
    apply (Ig l v _ A) in D; unfold form_P in D; cbn [term_V]; destruct (projT2 (form_S l g)); try tauto.
  + now apply (Ia l v).
  + now apply (Ib l v).
- intros i a Ia b Ib l v p A E; simpl in E. destruct (norm B v a) as [q |] eqn:Na; [| discriminate].
  cbn [term_V]. apply (Ib _ ((i, q) :: v)); [| exact E]. apply agree_cons; [exact A |]. now apply (Ia l v).
- intros a Ia b Ib l v c A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply (decide_lt_R B _ e _ H) in E. rewrite sub_R in E. unfold form_P; cbn [form_S projT1]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). destruct c; lra.
- intros a Ia b Ib l v c A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply (decide_le_R B _ e _ H) in E. rewrite sub_R in E. unfold form_P; cbn [form_S projT1]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). destruct c; lra.
- intros a Ia b Ib l v c A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply (decide_lt_R B _ e _ H) in E. rewrite sub_R in E. unfold form_P; cbn [form_S projT1]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). destruct c; lra.
- intros a Ia b Ib l v c A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply (decide_le_R B _ e _ H) in E. rewrite sub_R in E. unfold form_P; cbn [form_S projT1]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). destruct c; lra.
- intros a Ia b Ib l v c A E; simpl in E. destruct (norm B v a) eqn:Na; [| discriminate]. destruct (norm B v b) eqn:Nb; [| discriminate].
  apply (decide_eq_R B _ e _ H) in E. rewrite sub_R in E. unfold form_P; cbn [form_S projT1]. rewrite (Ia l v _ A Na), (Ib l v _ A Nb). destruct c; lra.
- intros f If g Ig l v c A E; simpl in E. specialize (If l v); specialize (Ig l v). unfold form_P in *; cbn [form_S].
  destruct (form_S l f), (form_S l g); cbn [projT1] in *.
  destruct (decide B v f) as [[] |], (decide B v g) as [[] |]; try discriminate; injection E as <-;
    try specialize (If _ A eq_refl); try specialize (Ig _ A eq_refl); simpl in *; tauto.
- intros f If g Ig l v c A E; simpl in E. specialize (If l v); specialize (Ig l v). unfold form_P in *; cbn [form_S].
  destruct (form_S l f), (form_S l g); cbn [projT1] in *.
  destruct (decide B v f) as [[] |], (decide B v g) as [[] |]; try discriminate; injection E as <-;
    try specialize (If _ A eq_refl); try specialize (Ig _ A eq_refl); simpl in *; tauto.
- intros f If l v c A E; simpl in E. specialize (If l v). unfold form_P in *; cbn [form_S]. destruct (form_S l f); cbn [projT1] in *.
  destruct (decide B v f) as [[] |]; try discriminate; injection E as <-; specialize (If _ A eq_refl); simpl in *; tauto.
- intros l v c A E; injection E as <-. exact I.
- intros l v c A E; injection E as <-. intro X. exact X.
- intros i a Ia f If l v c A E; simpl in E. destruct (norm B v a) as [q |] eqn:Na; [| discriminate].
  unfold form_P; cbn [form_S]. apply (If _ ((i, q) :: v)); [| exact E]. apply agree_cons; [exact A |]. now apply (Ia l v).
Qed.
End Sound.

(* ---- what proofs use ---- *)
Definition Inf : option (bool * Q) := None.
Definition Op (q : Q) : option (bool * Q) := Some (true, q).
Definition Cl (q : Q) : option (bool * Q) := Some (false, q).
Definition ran (lo hi : option (bool * Q)) : gen := {| g_lo := lo; g_hi := hi; g_square := None; g_value := None |}.
Definition val (q : Q) : gen := {| g_lo := None; g_hi := None; g_square := None; g_value := Some q |}.
Definition root (q lo hi : Q) : gen := {| g_lo := Op lo; g_hi := Op hi; g_square := Some q; g_value := None |}.

(* what a name stands for: a number, or the generator of that place *)
Fixpoint start (k : nat) (names : list positive) (B : box) : list (positive * poly) :=
  match names, B with
  | i :: names, g :: B => (i, match g_value g with Some q => poly_const q | None => poly_var k end) :: start (S k) names B
  | _, _ => nil
  end.
Fixpoint bounds (B : box) (l : list R) : Prop :=
  match B, l with nil, nil => True | g :: B, x :: l => in_gen g x /\ bounds B l | _, _ => False end.
Fixpoint values (l : list R) (i : nat) : R :=
  match l, i with nil, _ => 0 | x :: _, O => x | _ :: l, S i => values l i end.
Lemma bounds_box B : forall l, bounds B l -> in_box B (values l).
Proof.
induction B as [| g B IH]; intros [| x l] H; simpl in *; try tauto. destruct H as [G H]. split; [exact G | exact (IH l H)].
Qed.
Lemma start_agree B : forall k names l e, bounds B l -> (forall i, (i < length l)%nat -> e (k + i)%nat = values l i) ->
  agree e (combine names l) (start k names B).
Proof.
induction B as [| g B IH]; intros k [| i names] [| x l] e H E j; simpl in *; try tauto. destruct H as [G H].
destruct (Pos.eqb j i).
- specialize (E O (Nat.lt_0_succ _)). rewrite Nat.add_0_r in E. destruct (g_value g) as [q |] eqn:V.
  + destruct G as [_ [_ [_ G]]]. rewrite V in G. simpl in G. now rewrite poly_const_R, <- lit_R.
  + now rewrite poly_var_R.
- apply IH; [exact H |]. intros m L. specialize (E (S m)). simpl in E. rewrite <- E by lia. f_equal. lia.
Qed.
Lemma certify_decided (B : box) (names : list positive) (l : list R) (f : cform) (b : bool) : bounds B l ->
  decide B (start O names B) f = Some b -> if b then form_P (combine names l) f else ~ form_P (combine names l) f.
Proof.
intros H D. refine (proj2 (good_all B (values l) (bounds_box B l H)) f _ _ b _ D).
apply start_agree; [exact H | reflexivity].
Qed.
Theorem certify_form (B : box) (names : list positive) (l : list R) (f : cform) : bounds B l ->
  decide B (start O names B) f = Some true -> form_P (combine names l) f.
Proof. exact (certify_decided B names l f true). Qed.
Theorem certify_not_form (B : box) (names : list positive) (l : list R) (f : cform) : bounds B l ->
  decide B (start O names B) f = Some false -> ~ form_P (combine names l) f.
Proof. exact (certify_decided B names l f false). Qed.
Ltac certify_gen :=
  cbv [ran val Inf Op Cl in_gen below above is_root is_value lit g_lo g_hi g_square g_value Qnum Qden];
  repeat apply conj; first [exact I | assumption | reflexivity | lra].
(* The bounds are left to be shown; the rest, also that the statement is what the data mean, is computed when the lemma is closed *)
Ltac certify_by B names l f :=
  cut (form_P (combine names l) f);
  [let F := fresh in intro F; vm_cast_no_check F | apply (certify_form B names l f); [| vm_cast_no_check (eq_refl (Some true))]].
Ltac certify_absurd H B names l f :=
  let F := fresh in assert (F : form_P (combine names l) f) by vm_cast_no_check H;
  refine (certify_not_form B names l f _ _ F); [| vm_cast_no_check (eq_refl (Some false))].

(* ---- roots of numbers ---- *)
Lemma certify_square (q v : Q) (r : R) : r = lit q -> (Qnonneg v && Qeq_bool (v * v) q)%bool = true -> in_gen (val v) (sqrt r).
Proof.
intros -> C. apply andb_prop in C. destruct C as [P C]. apply Qnonneg_R in P. apply Qeq_bool_eq, Qeq_eqR in C.
repeat split. simpl. rewrite !lit_R, <- C, Q2R_mult. now apply sqrt_square.
Qed.
Lemma certify_root (q lo hi : Q) (r : R) : r = lit q ->
  (Qnonneg lo && Qnonneg hi && negb (Qle_bool q (lo * lo)) && negb (Qle_bool (hi * hi) q))%bool = true ->
  in_gen (root q lo hi) (sqrt r).
Proof.
intros -> C. apply andb_prop in C. destruct C as [C Ch]. apply andb_prop in C. destruct C as [C Cl].
apply andb_prop in C. destruct C as [Pl Ph]. apply Qnonneg_R in Pl, Ph.
assert (L : forall a b, negb (Qle_bool a b) = true -> Q2R b < Q2R a).
{ intros a b N. apply Qlt_Rlt, Qnot_le_lt. intro l. apply Qle_bool_iff in l. rewrite l in N. discriminate. }
apply L in Cl, Ch. rewrite Q2R_mult in Cl, Ch. assert (0 <= Q2R lo * Q2R lo) by now apply Rmult_le_pos.
repeat split; simpl; rewrite !lit_R.
- rewrite <- (sqrt_square (Q2R lo)) by assumption. now apply sqrt_lt_1_alt.
- rewrite <- (sqrt_square (Q2R hi)) by assumption. apply sqrt_lt_1_alt. lra.
- rewrite Rmult_1_r. apply sqrt_sqrt. lra.
Qed.

(* r = lit q, r a term in rational numbers with minima, maxima and absolute values. *)
Ltac certify_number :=
  cbv [lit Qnum Qden]; unfold Rmax, Rmin, Rabs;
  repeat match goal with
         | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b)
         | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
         end;
  lra.

Create HintDb certify.
Create HintDb certify_roots.
Ltac certify_unfold := repeat autounfold with certify; cbv beta.
Ltac certify_end := simpl; first [exact I | lra].
Ltac certify_parts_all := repeat match goal with H : _ /\ _ |- _ => destruct H end.
Ltac certify_parts X := simpl in X; certify_parts_all.

(* ---- identities: sums of products of what is supposed, and of squares ---- *)
Lemma certify_weak_term (c p b : R) : 0 <= c -> 0 <= p -> 0 <= c * p * b ^ 2.
Proof. intros C P. apply Rmult_le_pos; [now apply Rmult_le_pos | apply pow2_ge_0]. Qed.
Lemma certify_positive_term (c p b : R) : 0 < c -> 0 < p -> b <> 0 -> 0 < c * p * b ^ 2.
Proof. intros C P Z. apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat | now apply pow2_gt_0]. Qed.
(* A fact about a difference, from what is in the context, from the negation N of a comparison *)
Ltac certify_supposed := first [lra | let Z := fresh in intro Z; match goal with X : _ <> _ |- _ => apply X; lra end].
Ltac certify_denied N :=
  first [apply Rnot_lt_le in N | apply Rnot_le_lt in N | apply Rnot_ge_lt in N | apply Rnot_gt_le in N | apply Classical_Prop.NNPP in N | idtac];
  first [lra | let Z := fresh in intro Z; apply N; lra].

